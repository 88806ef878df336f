/** A question that was answered is kept at once, by itself: what the page merely proposes beside it is not. */
export function keepAnswersAsOneGoes(page) {
  for (const place of page.querySelectorAll("[data-autosave]")) {
    const form = place.querySelector("form");
    const said = place.querySelector("[data-autosave-said]");
    let running = Promise.resolve();
    form?.addEventListener("change", ({ target }) => {
      const question = target.closest("fieldset.group")?.id;
      if (!question || target.type === "file") return;
      // "Not applicable" asks why: the place for it unfolds.
      if (target.value === "na") form.querySelector(`#${question} textarea`).closest("details").open = true;
      running = running.then(() => keep(form, question, said));
    });
  }
}

async function keep(form, question, said) {
  if (form.dataset.sent) return; // the whole page is on its way
  const sent = new FormData();
  for (const [name, value] of new FormData(form)) {
    const shared = name === "csrf_token" || name === "version";
    if (shared || (name.startsWith(`${question}_`) && typeof value === "string")) sent.append(name, value);
  }
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: sent,
      headers: { "X-Autosave": "1", Accept: "application/json" },
    });
    const { seen, text } = await answer.json();
    for (const [name, number] of Object.entries(seen)) form.elements[`${name}_seen`].value = number;
    said.textContent = text;
  } catch {
    said.textContent = said.dataset.failed;
  }
}
