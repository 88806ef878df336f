/** A form that writes is sent once: the second click is ignored and the wait is said aloud. */
export function submitOnce(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Not `disabled`: a disabled button would leave the form without its own name and value.
    event.submitter?.setAttribute("aria-disabled", "true");
    say(page, page.body.dataset.sending);
  });
  // The Back button may bring the page out of memory as it was when it was sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of page.querySelectorAll("form[data-sent]")) release(form);
  });
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
}

function say(page, text) {
  const place = page.getElementById("live");
  if (place && text) place.textContent = text;
}
