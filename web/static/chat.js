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

const composer = document.querySelector("[data-composer]");
const box = composer.querySelector("textarea");
const turns = document.querySelectorAll("[data-turn]");

addCopying(document);
addFeedback(document);
addSuggestions(box);
addKeys(composer, box);
addStreaming(composer, box, furnish);
if (turns.length) remember(location.pathname + location.search);
showHistory();
