// A drawn signature: lines of points on a field of 600 by 200, kept as JSON in a hidden field.
// Everything works without it: the typed name is the signature.
const MOST = 4000;

function prepare(box) {
  const canvas = box.querySelector("canvas");
  const kept = document.getElementById(box.dataset.signature);
  const pen = canvas?.getContext("2d");
  if (!pen || !kept || !window.PointerEvent) return;
  let lines = read(kept.value);
  let line = null;
  box.hidden = false;

  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round" });
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const points of lines) {
      pen.beginPath();
      points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  };
  const point = (event) => {
    const edge = canvas.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      within(((event.clientX - edge.left) * canvas.width) / edge.width, canvas.width),
      within(((event.clientY - edge.top) * canvas.height) / edge.height, canvas.height),
    ];
  };
  const add = (event) => {
    if (lines.reduce((sum, one) => sum + one.length, 0) < MOST) line.push(point(event));
    draw();
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    line = [];
    lines.push(line);
    add(event);
  });
  canvas.addEventListener("pointermove", (event) => line && add(event));
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      line = null;
      lines = lines.filter((one) => one.length > 1);
      kept.value = lines.length ? JSON.stringify(lines) : "";
    });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    lines = [];
    kept.value = "";
    draw();
  });
  draw();
}

function read(text) {
  try {
    const lines = JSON.parse(text || "[]");
    return Array.isArray(lines) ? lines : [];
  } catch {
    return [];
  }
}

document.querySelectorAll("[data-signature]").forEach(prepare);
