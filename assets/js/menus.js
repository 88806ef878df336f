/** A `details` menu closes with Esc (focus returns to its summary), and when one clicks or tabs elsewhere. */
export function closeMenus(page) {
  const opened = () => [...page.querySelectorAll("details.menu[open]")];
  const closeOthers = (target) => {
    for (const menu of opened()) if (!menu.contains(target)) menu.open = false;
  };
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      const inside = menu.contains(page.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });
  page.addEventListener("click", (event) => closeOthers(event.target));
  page.addEventListener("focusin", (event) => closeOthers(event.target));
}
