/** How many of the folded details say something, as one goes. */
export function countDetails(page) {
  for (const fold of page.querySelectorAll("[data-details]")) {
    const place = fold.querySelector("[data-filled]");
    fold.addEventListener("input", () => {
      const said = [...fold.querySelectorAll("input, select, textarea")].filter(saysSomething);
      place.textContent = place.dataset.filled.replace("{}", new Set(said.map((field) => field.name)).size);
    });
  }
}

function saysSomething(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.value.trim() !== "" && field.value.trim() !== "0";
}
