// What was asked in this browser before, kept in this browser only, with a clear beside it.
import { announce } from "./announce.js";

const STORE = "medpath.asked";
const MOST = 30;
const SHOWN = 8;
const LONGEST = 90;

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each.text === "string" && each.url?.startsWith("/?")) : [];
  } catch {
    return []; // storage is closed to us, or holds something that is not ours
  }
}

// A conversation is one entry, by its first question: what follows ("the second one") means nothing without it.
export function remember(url) {
  const text = new URL(url, location.href).searchParams.get("q");
  const kept = [{ text, url }, ...stored().filter((each) => each.text !== text)].slice(0, MOST);
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch { /* a full or closed storage: nothing is remembered, nothing else changes */ }
}

// As the server shortens the entries of the rail.
export function brief(text) {
  const letters = [...text]; // code points, as the server counts them: no emoji is cut in two
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
}

export function showHistory() {
  const place = document.querySelector("[data-history]");
  if (!place) return;
  const here = new URLSearchParams(location.search).get("q"); // stands in the page already
  const asked = stored().filter(({ text }) => text !== here);
  place.hidden = asked.length === 0;
  const title = document.createElement("h2");
  title.textContent = "Asked in this browser";
  const list = document.createElement("ul");
  for (const { text, url } of asked.slice(0, SHOWN)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: url, textContent: brief(text) });
    item.append(link);
    list.append(item);
  }
  const clear = document.createElement("button");
  Object.assign(clear, { type: "button", className: "button button--edge", textContent: "Clear" });
  clear.setAttribute("aria-label", "Clear what was asked in this browser");
  clear.addEventListener("click", () => {
    localStorage.removeItem(STORE);
    showHistory();
    announce("Cleared");
    const main = document.getElementById("main"); // the button that had focus is gone
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  });
  place.replaceChildren(title, list, clear);
}
