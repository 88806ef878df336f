/** What waits: how much, sent in order when the network is back; what the server refuses stays for a person. */
import { all, put, remove } from "./store.js";
import { prepare } from "./preparing.js";

export function showQueue(page) {
  const box = page.querySelector("[data-queue]");
  if (!box || !window.indexedDB) return null;
  const words = box.dataset;
  const count = box.querySelector("[data-waiting-count]");
  const said = box.querySelector("[data-prepared]");
  const say = (text) => (said.textContent = text);
  box.hidden = false;

  const draw = async () => {
    const steps = await mine();
    const waiting = steps.filter((one) => !one.refused).length;
    count.textContent = words.waiting.replace("{n}", waiting);
    box.dataset.n = waiting;
    box.querySelector("[data-conflicts]").replaceChildren(...steps.filter((one) => one.refused).map(conflict));
  };
  // On a shared telephone, what somebody else left is not this person's to read or send.
  const mine = async () => {
    const steps = await all();
    for (const one of steps) if (one.user !== words.user) await remove(one.seq);
    return steps.filter((one) => one.user === words.user);
  };
  const conflict = (step) => {
    const line = page.createElement("li");
    const when = new Date(step.at).toLocaleString(page.documentElement.lang);
    line.append(`${step.title}, ${when}. ${words.refused} ${step.refused} `);
    const open = Object.assign(page.createElement("a"), { href: step.address.replace(/\/[a-z]+$/, "") });
    open.textContent = words.open;
    line.append(open, " ", button(words.retry, () => put({ ...step, refused: "" }).then(send)), " ");
    line.append(button(words.remove, () => confirm(words.sure) && remove(step.seq).then(draw)));
    return line;
  };
  const button = (text, act) => {
    const made = Object.assign(page.createElement("button"), { type: "button", className: "button second" });
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const token = async () => {
    const answer = await fetch(words.token, { headers: { Accept: "application/json" }, cache: "no-store" });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return answer.ok && isJson ? answer.json() : null;
  };
  const isReachable = () => (navigator.onLine ? token().then(() => true, () => false) : Promise.resolve(false));
  const sendOne = async (step, csrf) => {
    const body = new FormData();
    for (const [name, value] of step.fields) body.append(name, value);
    body.append("csrf_token", csrf);
    const answer = await fetch(step.address, { method: "POST", body, headers: { "X-Desk": "1" } });
    if (answer.status >= 500) throw new Error("later");
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    const told = isJson ? await answer.json() : { sentence: String(answer.status) };
    await (answer.ok && told.location ? remove(step.seq) : put({ ...step, refused: told.sentence }));
  };
  let isSending = false;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      const steps = (await mine()).filter((one) => !one.refused);
      const known = steps.length ? await token() : null;
      if (steps.length && String(known?.user) !== words.user) return say(words.signIn);
      for (const step of steps) await sendOne(step, known.csrf);
      if (steps.length) say("");
    } catch {
      // No network yet: everything stays where it is.
    } finally {
      isSending = false;
      await draw();
    }
  };
  box.querySelector("[data-prepare]").addEventListener("click", () => prepare(page, words).then(say));
  addEventListener("online", send);
  send();
  return { draw, say, words, isReachable };
}
