/** Every change is kept in the background, and said; what another window kept meanwhile is never overwritten unasked. */
import { busy } from "./waiting.js";

const PAUSE = 800;
const AGAIN = 10_000;

export function keepDraft(page) {
  const form = page.querySelector("form[data-autosave]");
  if (form) new Draft(form, page.querySelector("[data-autosave-status]")).listen();
}

class Draft {
  constructor(form, place) {
    Object.assign(this, { form, place, dirty: false, halted: false, failed: false, saving: false, timer: 0 });
  }

  listen() {
    this.form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      this.dirty = true;
      this.soon(event.target.dataset.photos ? 0 : PAUSE); // a photo that has come is worth keeping at once
    });
    this.form.addEventListener("submit", () => {
      this.halted = true;
      clearTimeout(this.timer);
    });
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("beforeunload", (event) => this.failed && !this.halted && event.preventDefault());
    window.addEventListener("pageshow", (event) => event.persisted && (this.halted = false));
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  save() {
    if (!this.dirty || this.halted || this.saving) return;
    this.dirty = false;
    this.saving = true;
    busy(
      this.form,
      this.send().finally(() => {
        this.saving = false;
        if (this.dirty) this.soon(this.failed ? AGAIN : PAUSE);
      }),
    );
  }

  async send() {
    const { autosave, offline, failed, signedOut } = this.form.dataset;
    try {
      const answer = await fetch(autosave, { method: "POST", body: this.answers(), redirect: "manual", keepalive: true });
      if (answer.type === "opaqueredirect") return this.keep(signedOut);
      const told = await answer.json();
      if (answer.ok) this.saved(told);
      else if (answer.status === 409 && told.version) this.overtaken(told);
      else this.keep(told.said || failed);
    } catch {
      this.keep(navigator.onLine ? failed : offline);
    }
  }

  answers() {
    const data = new FormData(this.form);
    for (const input of this.form.querySelectorAll('input[type="file"]')) data.delete(input.name);
    return data;
  }

  saved({ draft, version, address, said }) {
    this.form.elements.draft.value = draft;
    this.form.elements.draft_version.value = version;
    this.failed = false;
    if (location.pathname !== address) history.replaceState(null, "", address);
    this.place.textContent = said;
  }

  /** Not saved: all stays on the page, and is sent again. */
  keep(said) {
    this.dirty = this.failed = true;
    this.place.textContent = said;
  }

  /** Another window was faster: the person chooses. */
  overtaken({ said, version, address }) {
    this.halted = this.dirty = true;
    const see = Object.assign(document.createElement("a"), { href: address, textContent: this.form.dataset.see });
    const mine = Object.assign(document.createElement("button"), {
      type: "button",
      className: "as-link",
      textContent: this.form.dataset.keep,
    });
    mine.addEventListener("click", () => {
      this.form.elements.draft_version.value = version;
      this.halted = false;
      this.save();
    });
    this.place.replaceChildren(said, " ", see, " ", mine);
  }
}
