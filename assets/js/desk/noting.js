/** A visit that cannot be sent is kept with the device's time and sent later, under the same key. */
import { put } from "./store.js";

const LEFT = ["csrf_token", "done_at"];

export function keepWhatIsNoted(page, queue) {
  const desk = page.querySelector("[data-desk]");
  const form = desk?.querySelector("form");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name === "pointer" || form.dataset.direct) return;
    event.preventDefault();
    if (form.dataset.noted) return;
    form.dataset.noted = "yes";
    const [at, fields] = [new Date().toISOString(), [...new FormData(form)]];
    if (await queue.isReachable()) {
      delete form.dataset.noted;
      form.dataset.direct = "yes";
      form.requestSubmit(event.submitter);
      return;
    }
    const step = { user: desk.dataset.desk, title: desk.dataset.title, at, address: location.pathname };
    const kept = fields.filter(([name, value]) => !LEFT.includes(name) && !(value instanceof File && !value.size));
    await put({ ...step, fields: [...kept, ["done_at", at]] });
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    await queue.draw();
    queue.say(queue.words.kept);
  });
  addEventListener("pageshow", () => {
    delete form.dataset.direct;
  });
}
