/** A code typed or read ticks its object at once; what this page does not know is asked of the server. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXY";
const ALIKE = { O: "0", I: "1", L: "1", U: "V", Z: "2" };

/** The code as on the label, or "" when its check character does not fit (see app/listings/domain/codes.py). */
export function readCode(typed) {
  const last = typed.trim().toUpperCase().split("/").pop();
  const plain = [...last.replace(/[\s\-–—._]/g, "")].map((one) => ALIKE[one] || one).join("");
  const sum = [...plain].reduce((all, one, place) => all + (plain.length - place) * LETTERS.indexOf(one), 0);
  const isKnown = [...plain].every((one) => LETTERS.includes(one));
  return plain.length >= 6 && plain.length <= 12 && isKnown && sum % 31 === 0 ? plain : "";
}

export function pointByCode(page) {
  const box = page.querySelector("[data-scan]");
  const form = box?.closest("form");
  if (!form) return;
  const words = box.dataset;
  const typed = form.elements.code;
  const say = (text) => (box.querySelector("[data-said]").textContent = text);
  const ticks = () => [...form.querySelectorAll('[data-code] input[name$="-chosen"]')];
  const count = () => {
    for (const tick of ticks()) tick.closest("[data-code]").classList.toggle("done", tick.checked);
    const done = ticks().filter((tick) => tick.checked).length;
    box.querySelector("[data-counter]").textContent = words.count.replace("{done}", done);
  };
  const tickFor = (text) => {
    const code = readCode(text);
    const unit = code && form.querySelector(`[data-code="${code}"]`);
    if (!unit) return code ? null : false;
    if (!form.elements.by_code.value) for (const one of ticks()) one.checked = false;
    form.elements.by_code.value = "1";
    unit.querySelector('input[name$="-chosen"]').checked = true;
    say(words.done.replace("{unit}", unit.querySelector("b").textContent));
    navigator.vibrate?.(30);
    count();
    return unit;
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "pointer") return;
    const found = tickFor(typed.value);
    if (found === null && navigator.onLine) return; // the server knows why
    event.preventDefault();
    if (!found) say(found === null ? words.unknown : words.wrong);
    if (found) typed.value = "";
    typed.focus();
    typed.select(); // what was wrong is replaced by the next code, typed or from a hand scanner
  });
  form.addEventListener("change", count);
  count();
  camera(box, words, say, tickFor);
}

function camera(box, words, say, tickFor) {
  const start = box.querySelector("[data-camera]");
  const video = box.querySelector("[data-video]");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  // Some browsers know the name and read nothing: the button shows only where a QR code can be read.
  BarcodeDetector.getSupportedFormats().then((known) => (start.hidden = !known.includes("qr_code")), () => {});
  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() || []) track.stop();
    stream = null;
    video.hidden = true;
  };
  start.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return say(words.noCamera);
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let last = "";
    while (stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && found.rawValue !== last) {
        last = found.rawValue;
        const unit = tickFor(last);
        if (!unit) say(unit === null ? words.unknown : words.wrong);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
  addEventListener("pagehide", stop);
}
