/** Two sliders over the bounds of a number, kept in step with the fields they stand for; fields alone are enough. */
export function addSliders(page) {
  for (const group of page.querySelectorAll("[data-range]")) {
    if (group.querySelector(".sliders")) continue;
    const fields = [...group.querySelectorAll(".bounds input")];
    const track = document.createElement("div");
    track.className = "sliders";
    const sliders = fields.map((field, side) => slider(field, group.dataset, side));
    track.append(...sliders);
    group.querySelector(".bounds").before(track);
    sliders.forEach((one, side) => follow(one, fields[side], sliders[1 - side], side));
  }
}

function slider(field, { low, high, step }, side) {
  const made = document.createElement("input");
  Object.assign(made, { type: "range", id: `${field.id}-slider`, min: low, max: high, step });
  made.setAttribute("aria-label", field.getAttribute("aria-label"));
  made.dataset.end = side ? high : low;
  place(made, field);
  return made;
}

function follow(made, field, other, side) {
  made.addEventListener("input", () => {
    const crossed = side ? +made.value < +other.value : +made.value > +other.value;
    if (crossed) made.value = other.value;
    field.value = isAtEnd(made, side) ? "" : made.value.replace(".", mark());
    speak(made, field);
  });
  field.addEventListener("input", () => place(made, field));
}

/** At its end a slider asks nothing. */
function isAtEnd(made, side) {
  return side ? +made.value + +made.step > +made.max : +made.value <= +made.min;
}

function place(made, field) {
  const typed = Number.parseFloat(field.value.replace(/\s/g, "").replace(",", "."));
  made.value = Number.isNaN(typed) ? made.dataset.end : typed;
  speak(made, field);
}

function speak(made, field) {
  made.setAttribute("aria-valuetext", field.value || field.placeholder);
}

function mark() {
  return document.documentElement.lang.startsWith("fr") ? "," : ".";
}
