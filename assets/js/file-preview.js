/** Names and sizes of the chosen files, with a word when one is over the announced limit. */
export function previewChosenFiles(page) {
  for (const input of page.querySelectorAll('input[type="file"][data-names]')) {
    const place = page.getElementById(input.dataset.names);
    if (place) input.addEventListener("change", () => show(input, place));
  }
}

function show(input, place) {
  const list = document.createElement("ul");
  for (const file of input.files) list.append(line(file, input.dataset));
  if (input.dataset.maxFiles && input.files.length > Number(input.dataset.maxFiles)) {
    list.append(warning(input.dataset.tooMany));
  }
  place.replaceChildren(list);
}

function line(file, { maxBytes, tooBig }) {
  const over = maxBytes && file.size > Number(maxBytes);
  const item = over ? warning("") : document.createElement("li");
  item.textContent = `${file.name} (${size(file.size)})${over ? ` – ${tooBig}` : ""}`;
  return item;
}

function warning(text) {
  const item = document.createElement("li");
  item.className = "too-big";
  item.textContent = text;
  return item;
}

function size(bytes) {
  const french = document.documentElement.lang.startsWith("fr");
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const style = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(french ? "fr-FR" : "en-GB", style).format(value);
}
