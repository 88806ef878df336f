/** The list of categories as a field to type in: accents, plurals, synonyms and a slip of the finger forgiven. */
const MOST = 7;

export function typeCategory(page) {
  for (const place of page.querySelectorAll("[data-chooser]")) new Chooser(place);
}

class Chooser {
  constructor(place) {
    this.place = place;
    this.select = place.querySelector("select");
    this.known = [...this.select.querySelectorAll("option[data-words]")].map(known);
    this.active = -1;
    this.build();
    this.listen();
  }

  build() {
    const { select, place } = this;
    const id = select.id;
    select.id = `${id}-list`;
    select.hidden = true;
    this.input = make("input", { id, name: place.dataset.name, type: "text", autocomplete: "off" });
    this.input.placeholder = place.dataset.hint;
    this.input.value = select.selectedIndex > 0 ? select.selectedOptions[0].text : "";
    attributes(this.input, { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-found` });
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    this.list = make("ul", { id: `${id}-found`, className: "found", hidden: true });
    attributes(this.list, { role: "listbox", "aria-label": place.querySelector("label").textContent });
    this.status = make("p", { className: "hint" });
    this.status.setAttribute("role", "status");
    this.other = make("button", { type: "button", className: "as-link", textContent: place.dataset.list });
    select.before(this.input, this.list, this.status);
    select.after(this.other);
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.select.value = "";
      this.look();
    });
    this.input.addEventListener("focus", () => {
      if (matchMedia("(max-width: 639px)").matches) this.place.scrollIntoView({ block: "start" });
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) this.choose(item.dataset.value);
    });
    this.select.addEventListener("change", () => (this.input.value = ""));
    this.other.addEventListener("click", () => {
      this.select.hidden = false;
      this.select.setAttribute("aria-labelledby", this.label().id);
      this.other.remove();
      this.close();
      this.select.focus();
    });
  }

  label() {
    const label = this.place.querySelector("label");
    label.id ||= `${this.input.id}-label`;
    return label;
  }

  look(all = false) {
    const wanted = fold(this.input.value);
    const found = all && !wanted ? this.known : wanted ? ranked(this.known, wanted) : [];
    this.list.replaceChildren(...found.map((one, n) => this.item(one, n)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.status.textContent = !wanted ? "" : found.length ? this.place.dataset.found.replace("{}", found.length) : this.place.dataset.none;
    this.move(wanted && found.length ? 0 : -1);
  }

  item(one, n) {
    const item = make("li", { id: `${this.list.id}-${n}` });
    item.dataset.value = one.value;
    attributes(item, { role: "option", "aria-selected": "false" });
    item.append(one.label, make("small", { textContent: one.family }));
    return item;
  }

  move(to) {
    const items = [...this.list.children];
    this.active = items.length && to >= 0 ? (to + items.length) % items.length : -1;
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === this.active)));
    if (this.active >= 0) {
      this.input.setAttribute("aria-activedescendant", items[this.active].id);
      items[this.active].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) this.look(true);
      else this.move(this.active < 0 ? (step > 0 ? 0 : this.list.children.length - 1) : this.active + step + this.list.children.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.choose(this.list.children[this.active].dataset.value);
    } else if (event.key === "Escape") this.close();
  }

  choose(value) {
    this.select.value = value;
    this.input.value = this.select.selectedOptions[0].text;
    this.status.textContent = "";
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function known(option) {
  const names = [option.text, ...option.dataset.words.split("|")].map(fold).filter(Boolean);
  return { value: option.value, label: option.text, family: option.parentNode.label ?? "", names };
}

/** Best first: the name itself, its beginning, the beginning of a word in it, somewhere in it, nearly it. */
function ranked(all, wanted) {
  return all
    .map((one) => [Math.min(...one.names.map((name) => distance(name, wanted))), one])
    .filter(([rank]) => rank < 9)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST)
    .map(([, one]) => one);
}

function distance(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  const words = name.split(" ");
  if (wanted.split(" ").every((part) => words.some((word) => word.startsWith(part)))) return 2;
  if (wanted.length > 2 && name.includes(wanted)) return 3;
  const slips = wanted.length > 7 ? 2 : wanted.length > 3 ? 1 : 0;
  return slips && [name, ...words].some((word) => nearly(word, wanted, slips)) ? 4 : 9;
}

/** Whether *wanted* is the beginning of *word* but for so many letters. */
function nearly(word, wanted, slips) {
  const start = word.slice(0, wanted.length + slips);
  let row = Array.from({ length: start.length + 1 }, (_, n) => n);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= start.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (wanted[i - 1] === start[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return Math.min(...row.slice(Math.max(0, wanted.length - slips))) <= slips;
}

/** Lower case, no accents, one space, singular: as the server folds. */
function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/[^0-9a-z]+/g, " ")
    .trim()
    .split(" ")
    .map((word) => (word.length > 3 && /[sx]$/.test(word) ? word.slice(0, -1) : word))
    .join(" ");
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
}
