/** Days by the arrow keys; a day chosen says in words what takes its units. The list twin says the same without it. */
export function readCalendars(page) {
  for (const place of page.querySelectorAll("[data-calendar]")) {
    const days = [...place.querySelectorAll("td[data-say]")];
    if (days.length) enhance(place, days);
  }
}

function enhance(place, days) {
  const said = document.createElement("p");
  said.className = "day-said";
  said.textContent = place.dataset.hint;
  place.querySelector(".months").before(said);
  for (const table of place.querySelectorAll("table")) table.setAttribute("role", "grid");
  for (const day of days) {
    day.tabIndex = -1;
    day.setAttribute("aria-label", day.dataset.say);
  }
  (days.find((day) => day.hasAttribute("aria-current")) ?? days[0]).tabIndex = 0;
  place.addEventListener("focusin", ({ target }) => {
    if (!days.includes(target)) return;
    for (const day of days) {
      day.tabIndex = day === target ? 0 : -1;
      day.classList.toggle("chosen", day === target);
    }
    said.textContent = target.dataset.say;
  });
  place.addEventListener("keydown", (event) => {
    const from = days.indexOf(event.target);
    const to = from < 0 ? null : destination(days, from, event.key);
    if (to === null) return;
    event.preventDefault();
    days[Math.max(0, Math.min(days.length - 1, to))].focus();
  });
}

function destination(days, from, key) {
  const weekday = days[from].cellIndex;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7, Home: -weekday, End: 6 - weekday, PageDown: 28, PageUp: -28 };
  return key in steps ? from + steps[key] : null;
}
