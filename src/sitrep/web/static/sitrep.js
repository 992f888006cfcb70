// What every page can do with scripts: keys, cited words at hand, files that are dropped. All of it works without, too.

import { showsWords } from "./words.js";

document.documentElement.classList.add("scripts");

const entries = () => [...document.querySelectorAll("[data-entry]")].filter((entry) => entry.offsetParent !== null);
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function move(step) {
  const all = entries();
  if (!all.length) return;
  const here = all.findIndex((entry) => entry.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
  all[next].focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("[data-search]");
  if (field) field.focus();
  else location.href = "/search#query";
}

function showKeys() {
  const keys = document.querySelector("details.keys");
  keys.open = !keys.open;
  if (keys.open) {
    keys.querySelector("summary").focus();
    keys.scrollIntoView({ block: "nearest" });
  }
}

const KEYS = { j: () => move(1), k: () => move(-1), "/": search, "?": showKeys };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "Enter" && event.target.matches("[data-entry]")) {
    const link = event.target.querySelector("a.open") ?? event.target.querySelector("a[href]");
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

if (location.hash === "#query") document.querySelector("[data-search]")?.focus();

showsWords(document);

for (const drop of document.querySelectorAll("[data-drop]")) {
  const field = drop.querySelector("input[type=file]");
  const mark = (over) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", over);
  };
  drop.addEventListener("dragover", mark(true));
  drop.addEventListener("dragleave", mark(false));
  drop.addEventListener("drop", (event) => {
    mark(false)(event);
    field.files = event.dataTransfer.files;
  });
}

for (const brush of document.querySelectorAll("[data-brush]")) {
  import("./brush.js").then((module) => module.brushes(brush));
}
