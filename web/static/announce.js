// Words for those who listen, and a word on the page beside what was just done.

let waiting = 0;

// Emptied first: a live region that is given the words it holds stays silent.
export function announce(words) {
  const region = document.querySelector("[data-status]");
  region.textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => { region.textContent = words; }, 50);
}

// One word at a time: the one before goes.
export function tell(place, words) {
  document.querySelector(".told")?.remove();
  const note = document.createElement("span");
  note.className = "told";
  note.textContent = words;
  place.append(note);
  announce(words);
}
