/** A form with something still on its way (a photo, a draft) waits for it before it leaves. */
const underway = new WeakMap();

/** Have *form* wait for *promise*, which never rejects. */
export function busy(form, promise) {
  if (!underway.has(form)) {
    underway.set(form, new Set());
    form.addEventListener("submit", (event) => wait(event, form));
  }
  const jobs = underway.get(form);
  jobs.add(promise);
  promise.finally(() => jobs.delete(promise));
  return promise;
}

async function wait(event, form) {
  const jobs = underway.get(form);
  if (!jobs.size) return;
  event.preventDefault();
  if (form.dataset.waiting) return;
  form.dataset.waiting = "yes";
  const place = form.ownerDocument.getElementById("live");
  if (place && form.dataset.leaving) place.textContent = form.dataset.leaving;
  while (jobs.size) await Promise.all(jobs);
  delete form.dataset.waiting;
  form.requestSubmit(event.submitter);
}
