// The first page and the conversation, made smoother. Everything here also works without it.
import { addCopying } from "./copy.js";
import { addFeedback } from "./feedback.js";
import { remember, showHistory } from "./history.js";
import { addKeys } from "./keys.js";
import { addCopyButtons } from "./page.js";
import { addStreaming } from "./stream.js";
import { addSuggestions } from "./suggest.js";

function furnish(root) {
  addCopyButtons(root);
  addCopying(root);
  addFeedback(root);
}

// A note that is pasted in is never cut off unseen, as by maxlength: what was left out might be what is ruled out.
function addLimit(box) {
  const most = Number(box.dataset.most);
  box.addEventListener("input", () => {
    const length = [...box.value.trim()].length; // code points, as the service counts them
    box.setCustomValidity(length > most ? `This has ${length} characters. At most ${most} can be asked at once: shorten it.` : "");
  });
}

const composer = document.querySelector("[data-composer]");
const box = composer.querySelector("textarea");
const turns = document.querySelectorAll("[data-turn]");

addCopying(document);
addFeedback(document);
addLimit(box);
addSuggestions(box);
addKeys(composer, box);
addStreaming(composer, box, furnish);
if (turns.length) remember(location.pathname + location.search);
showHistory();
