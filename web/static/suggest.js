// Suggestions while typing: names and sections that exist here. The arrows choose, Enter or Tab takes, Esc closes.
import { announce } from "./announce.js";

const SHORTEST = 2;
const LONGEST = 200; // characters that /suggest takes

export function addSuggestions(box) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let chosen = -1;
  let timer = 0;
  let asked = null;

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen === last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(list.children[chosen]);
    else {
      if (event.key === "Enter") close();
      return;
    }
    event.preventDefault();
  });
  box.addEventListener("blur", close);

  async function look() {
    const text = box.value.trim();
    if (text.length < SHORTEST || text.length > LONGEST) return close();
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const found = await fetch(`/suggest?${new URLSearchParams({ q: text, limit: 6 })}`, { signal })
      .then((reply) => (reply.ok ? reply.json() : null)).catch(() => null);
    if (signal.aborted) return; // more was typed, or the list was closed
    if (!found || document.activeElement !== box) return close();
    show(found.suggestions);
  }

  function show(suggestions) {
    if (!suggestions.length) return close();
    const texts = suggestions.map(({ text }) => text).join();
    if (!list.hidden && texts === [...list.children].map((item) => item.dataset.text).join()) return; // a choice stays
    list.replaceChildren(...suggestions.map(({ text, about }, number) => {
      const item = document.createElement("li");
      item.id = `suggestion-${number}`;
      item.dataset.text = text;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const kind = document.createElement("small");
      kind.textContent = about;
      item.append(text, " ", kind);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    list.hidden = false;
    chosen = -1;
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-activedescendant");
    announce(suggestions.length === 1 ? "1 suggestion" : `${suggestions.length} suggestions`);
  }

  function choose(number) {
    chosen = number;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === number)));
    box.setAttribute("aria-activedescendant", list.children[number].id);
    list.children[number].scrollIntoView({ block: "nearest" });
  }

  function take(item) {
    box.value = item.dataset.text;
    close();
    box.focus();
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
}
