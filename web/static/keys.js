// Keys: / writes, j and k walk the passages, o opens, c copies, ? shows them all. One switch turns the single keys off.
import { copyPassage } from "./copy.js";

const SWITCH = "medpath.keys";
const KEYS = [
  ["/", "Write a question"],
  ["Enter", "Ask"],
  ["Shift + Enter", "New line"],
  ["↑", "In an empty box: the last question again"],
  ["j, k or ↓, ↑", "Next and previous passage"],
  ["o", "Open the passage"],
  ["c", "Copy the passage with its source"],
  ["Esc", "Close, or leave the box"],
  ["?", "These keys"],
];

export function addKeys(composer, box) {
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      composer.requestSubmit();
    } else if (event.key === "Escape") {
      box.blur();
    } else if (event.key === "ArrowUp" && !box.value) {
      const asked = document.querySelectorAll("[data-log] .turn > h2");
      if (asked.length) box.value = asked[asked.length - 1].textContent;
    }
  });

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, dialog");
    if (writing || event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
    const card = document.activeElement.closest("[data-passage]");
    const actions = {
      "/": () => box.focus(),
      "?": () => sheet().showModal(),
      j: () => walk(1),
      k: () => walk(-1),
      ArrowDown: card && (() => walk(1)),
      ArrowUp: card && (() => walk(-1)),
      o: card && (() => location.assign(card.querySelector("[data-open]").href)),
      c: card && (() => copyPassage(card)),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function areOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // storage is closed to us
  }
}

function walk(step) {
  const cards = [...document.querySelectorAll("[data-passage]")];
  const from = document.activeElement.closest("[data-passage]") ?? document.activeElement;
  const to = step > 0 ? cards.find((card) => sideOf(card, from) > 0) : cards.findLast((card) => sideOf(card, from) < 0);
  if (!to) return;
  const closed = to.closest("details:not([open])");
  if (closed) closed.open = true;
  if (!to.hasAttribute("tabindex")) to.tabIndex = -1;
  to.focus();
}

// Behind what has focus is 1, before it -1; where nothing has, what is above the window's top is before.
function sideOf(card, from) {
  if (from === document.body) return card.checkVisibility() ? Math.sign(card.getBoundingClientRect().bottom) : 0;
  const order = from.compareDocumentPosition(card);
  return order & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : order & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 0;
}

function sheet() {
  const open = document.querySelector(".keys-sheet");
  if (open) return open;
  const dialog = document.createElement("dialog");
  dialog.className = "keys-sheet";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  Object.assign(title, { id: "keys-title", textContent: "Keys" });
  const list = document.createElement("dl");
  for (const [key, meaning] of KEYS) {
    const term = document.createElement("dt");
    const shown = document.createElement("kbd");
    shown.textContent = key;
    term.append(shown);
    const words = document.createElement("dd");
    words.textContent = meaning;
    list.append(term, words);
  }
  const label = document.createElement("label");
  const off = document.createElement("input");
  off.type = "checkbox";
  off.checked = areOn();
  off.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, off.checked ? "on" : "off");
    } catch { /* not kept: the keys are on again where the storage is closed */ }
  });
  label.append(off, " Single keys are on");
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  Object.assign(close, { className: "button button--edge", textContent: "Close", autofocus: true });
  form.append(close);
  dialog.append(title, list, label, form);
  document.body.append(dialog);
  return dialog;
}
