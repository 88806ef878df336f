import { addSliders } from "./ranges.js";

/**
 * The search answers at each change: the page is fetched as its form would fetch it and takes the place of the
 * old one; whoever is typing keeps the place and the letters. Without scripts the button does the same.
 */
export function searchAsOneChanges(page) {
  if (!page.querySelector("[data-search]")) return;
  let waiting = 0;
  let running = new AbortController();
  const cancel = () => {
    clearTimeout(waiting);
    running.abort();
  };
  settle(page);
  page.addEventListener("change", (event) => {
    const form = event.target.form ?? event.target.closest("[data-range]")?.querySelector(".bounds input").form;
    if (form?.id !== "recherche" || isHalfSaid(form)) return;
    cancel();
    waiting = setTimeout(() => {
      running = new AbortController();
      load(page, addressOf(form), running.signal, true);
    }, 200);
  });
  page.addEventListener("submit", cancel);
  page.addEventListener("click", (event) => event.target.closest("a") && cancel());
  window.addEventListener("popstate", () => page.querySelector("[data-search]") && location.reload());
}

/** One date alone waits for the other. */
function isHalfSaid(form) {
  return Boolean(form.elements.du?.value) !== Boolean(form.elements.au?.value);
}

function addressOf(form) {
  const said = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${form.action.split("?")[0]}?${new URLSearchParams(said)}`;
}

async function load(page, address, signal, isNew) {
  try {
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector("[data-search]");
    if (!next) throw new Error(answer.status);
    if (isNew && answer.url !== location.href) history.pushState(null, "", answer.url);
    show(page, page.importNode(next, true), fresh.title);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function show(page, next, title) {
  const held = hold(page.activeElement);
  const open = new Set([...page.querySelectorAll("[data-search] details[open][id]")].map((one) => one.id));
  next.querySelectorAll("[autofocus]").forEach((one) => one.removeAttribute("autofocus"));
  page.querySelector("[data-search]").replaceWith(next);
  page.title = title;
  for (const id of open) page.getElementById(id)?.setAttribute("open", "");
  settle(page);
  held(page);
  const live = page.getElementById("live");
  if (live) live.textContent = page.getElementById("resultats")?.textContent.trim() ?? "";
}

/** Remember who has the focus, what they have typed meanwhile and where they are in it. */
function hold(element) {
  const { id, value, defaultValue, selectionStart, selectionEnd } = element ?? {};
  const isText = typeof selectionStart === "number";
  return (page) => {
    const same = id && page.getElementById(id);
    if (!same) return;
    if (isText && value !== defaultValue && same.defaultValue === defaultValue) same.value = value;
    same.focus({ preventScroll: true });
    if (isText && same.value === value) same.setSelectionRange(selectionStart, selectionEnd);
  };
}

function settle(page) {
  const panel = page.querySelector("[data-filters]");
  // Browsers without ::details-content can't show a closed panel beside the results.
  if (panel && matchMedia("(min-width: 960px)").matches) {
    panel.open = true;
    panel.classList.add("beside");
  }
  addSliders(page);
}
