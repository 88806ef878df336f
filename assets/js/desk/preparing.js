const DESK = /^\/prets\/\d+\/(remise|retour)$/; // the path alone: other links name a desk in what they ask

/** On explicit request: this page and the desks it leads to can be opened again without network. */
export async function prepare(page, words) {
  if (!navigator.serviceWorker || !window.caches) return words.notReady;
  try {
    await navigator.serviceWorker.register(words.worker, { scope: "/prets/" });
    const links = [...page.links].map((link) => link.pathname).filter((path) => DESK.test(path));
    const pages = [...new Set([location.pathname, ...links])];
    const parts = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    const kept = await caches.open("desk");
    let ready = 0;
    for (const address of pages) {
      const answer = await fetch(address, { cache: "no-store" });
      if (!answer.ok || answer.redirected) continue;
      const text = await answer.clone().text();
      parts.push(...[...text.matchAll(/(?:src|href)="(\/static\/build\/[^"#]+\.(?:js|css))"/g)].map((found) => found[1]));
      await kept.put(address, answer);
      ready += 1;
    }
    await kept.addAll([...new Set(parts.map((one) => new URL(one, location).pathname))]);
    return words.ready.replace("{n}", ready);
  } catch {
    return words.notReady;
  }
}
