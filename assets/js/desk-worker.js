// Without network, what « Préparer hors ligne » kept is shown again; with it, nothing here changes anything.
addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode !== "navigate" && !request.url.includes("/static/build/")) return;
  event.respondWith(
    fetch(request).catch(async (error) => {
      const kept = await (await caches.open("desk")).match(new URL(request.url).pathname);
      if (kept) return kept;
      throw error;
    }),
  );
});
