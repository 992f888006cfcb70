// A period chosen by dragging over the days of a timeline.

const DAY_MS = 86_400_000;

export function brushes(figure) {
  const svg = figure.querySelector("svg");
  const band = figure.querySelector("[data-band]");
  const { since, left, step, days } = figure.dataset;
  let from = null;

  const dayAt = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return Math.min(Number(days) - 1, Math.max(0, Math.floor((at.x - Number(left)) / Number(step))));
  };
  const named = (day) => new Date(Date.parse(`${since}T00:00:00Z`) + day * DAY_MS).toISOString().slice(0, 10);
  const draw = (one, other) => {
    band.setAttribute("x", Number(left) + Math.min(one, other) * Number(step));
    band.setAttribute("width", (Math.abs(other - one) + 1) * Number(step));
  };

  svg.addEventListener("pointerdown", (event) => {
    from = dayAt(event);
    svg.setPointerCapture(event.pointerId);
    draw(from, from);
  });
  svg.addEventListener("pointermove", (event) => from !== null && draw(from, dayAt(event)));
  svg.addEventListener("pointerup", (event) => {
    const to = dayAt(event);
    const form = document.querySelector("form.moment");
    form.elements.since.value = named(Math.min(from, to));
    form.elements.until.value = named(Math.max(from, to));
    from = null;
    form.requestSubmit();
  });
}
