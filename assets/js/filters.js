/** Only a form that asks for it (`data-autosubmit`) is sent at each change; the button stays for everyone. */
export function submitFiltersOnChange(page) {
  for (const form of page.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
}
