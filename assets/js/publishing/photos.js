/** Each photo leaves as soon as it is taken: reduced first, with its progress, again when the network is back. */
import { busy } from "./waiting.js";

const LONGEST_SIDE = 1920;
const LIGHT = 600_000;
const AGAIN = 8_000;

export function sendPhotosAtOnce(page) {
  for (const place of page.querySelectorAll("[data-photos]")) enhance(place);
}

function enhance(place) {
  place.classList.add("live");
  for (const item of place.querySelectorAll("[data-shots] li")) offerRemoval(place, item);
  for (const input of place.querySelectorAll('input[type="file"]')) {
    input.addEventListener("change", () => {
      for (const file of input.files) add(place, file);
      input.value = "";
    });
  }
}

function add(place, file) {
  const shots = place.querySelector("[data-shots]");
  const item = document.createElement("li");
  shots.append(item);
  if (shots.children.length > Number(place.dataset.most)) return refuse(place, item, place.dataset.tooMany);
  const picture = document.createElement("img");
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.setAttribute("aria-label", place.dataset.sending.replace("{}", file.name));
  item.append(picture, progress);
  busy(place.closest("form"), arrive(place, item, file));
}

async function arrive(place, item, file) {
  const sent = await reduced(file);
  for (;;) {
    const answer = await send(place, sent, item.querySelector("progress"));
    if (answer.photo) return show(place, item, answer);
    if (answer.said) return refuse(place, item, answer.said);
    note(item, place.dataset.waiting.replace("{}", file.name));
    await networkOrTime();
    item.querySelector(".note")?.remove();
  }
}

/** The network back, or a while. */
function networkOrTime() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, AGAIN);
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** A phone's photo in fewer pixels, as JPEG (also from a format that this browser reads and others do not). */
async function reduced(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.size < LIGHT) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

/** The server's answer; empty when the network failed. */
function send(place, file, progress) {
  return new Promise((resolve) => {
    const data = new FormData();
    data.append("csrf_token", place.closest("form").elements.csrf_token.value);
    data.append(place.dataset.name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", place.dataset.photos);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    };
    request.onload = () => {
      const failed = request.status >= 500 || request.status === 429;
      const signedOut = place.closest("form").dataset.signedOut;
      resolve(failed ? {} : request.response?.photo || request.response?.said ? request.response : { said: signedOut || place.dataset.failed });
    };
    request.onerror = () => resolve({});
    request.send(data);
  });
}

function show(place, item, { photo, address, width, height }) {
  const picture = item.querySelector("img");
  URL.revokeObjectURL(picture.src);
  Object.assign(picture, { src: address, width, height });
  picture.alt = place.dataset.alt.replace("{}", [...item.parentNode.children].indexOf(item) + 1);
  const kept = document.createElement("input");
  Object.assign(kept, { type: "hidden", name: `${place.dataset.name}_kept`, value: photo });
  item.querySelector("progress").replaceWith(kept);
  place.querySelector(".way.main label").textContent = place.dataset.more;
  offerRemoval(place, item);
  changed(place);
}

function refuse(place, item, text) {
  item.className = "refused";
  item.replaceChildren();
  note(item, text).className = "error";
  offerRemoval(place, item);
}

function note(item, text) {
  const said = document.createElement("p");
  said.className = "note";
  said.setAttribute("role", "alert");
  said.textContent = text;
  item.append(said);
  return said;
}

function offerRemoval(place, item) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "remove", textContent: place.dataset.remove });
  const alt = item.querySelector("img")?.alt;
  if (alt) button.setAttribute("aria-label", `${place.dataset.remove} : ${alt}`);
  button.addEventListener("click", () => {
    item.remove();
    place.querySelector('input[type="file"]').focus();
    changed(place);
  });
  item.querySelector(".choice")?.remove();
  item.append(button);
}

function changed(place) {
  place.dispatchEvent(new Event("input", { bubbles: true }));
}
