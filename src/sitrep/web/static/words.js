// The words that a citation rests on, in their paragraph, while one points at its number.

const WAIT_MS = 150;
let box = null;
let shownFor = null;
let waiting = 0;

function close() {
  clearTimeout(waiting);
  box?.remove();
  shownFor?.removeAttribute("aria-describedby");
  box = null;
  shownFor = null;
}

async function show(link) {
  if (shownFor === link) return;
  const address = new URL(link.href);
  address.pathname = "/words";
  address.hash = "";
  const answer = await fetch(address);
  if (!answer.ok) return;
  const html = await answer.text();
  close();
  box = document.createElement("div");
  box.className = "words-shown";
  box.id = "words-shown";
  box.setAttribute("role", "tooltip");
  box.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  document.body.append(box);
  place(link);
  link.setAttribute("aria-describedby", box.id);
  shownFor = link;
  box.addEventListener("mouseleave", close);
}

function place(link) {
  const at = link.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16);
  const below = at.bottom + box.offsetHeight + 8 < innerHeight || at.top < box.offsetHeight;
  box.style.left = `${Math.max(8, left) + scrollX}px`;
  box.style.top = `${(below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + scrollY}px`;
}

const citation = (event) => (event.target instanceof Element ? event.target.closest("a.cite") : null);

export function showsWords(root) {
  root.addEventListener("mouseover", (event) => {
    const link = citation(event);
    clearTimeout(waiting);
    if (link) waiting = setTimeout(() => show(link), WAIT_MS);
    else if (box && !box.contains(event.target)) waiting = setTimeout(close, 2 * WAIT_MS);
  });
  root.addEventListener("focusin", (event) => {
    const link = citation(event);
    if (link) show(link);
    else if (box && !box.contains(event.target)) close();
  });
  root.addEventListener("click", (event) => {
    const link = citation(event);
    if (link && shownFor !== link && matchMedia("(pointer: coarse)").matches) {
      event.preventDefault(); // the first tap shows the words, the second one opens the report
      show(link);
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}
