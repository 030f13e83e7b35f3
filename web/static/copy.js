// Putting text on the clipboard, and saying so where it was done.
import { announce, tell } from "./announce.js";
import { fetched } from "./replies.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the reader, or an insecure address, forbids it: the link beside it still works
  }
}

function sayCopied(button) {
  announce("Copied");
  const words = button.querySelector("span");
  const before = words.textContent;
  if (before === "Copied") return;
  words.textContent = "Copied";
  setTimeout(() => { words.textContent = before; }, 2000);
}

export async function copyPassage(card) {
  const copied = await copyText(passageWithSource(card));
  const place = card.querySelector(".passage__facts, .trial");
  tell(place, copied ? "Copied with its source" : "Not copied: the browser does not allow it");
}

function passageWithSource(card) {
  const title = card.querySelector(".passage__title a, .trial a");
  const section = card.querySelector(".passage__title span:last-child")?.textContent ?? "";
  const said = card.querySelector(".source")?.textContent ?? card.querySelector(".trial p")?.textContent ?? "";
  const place = [title.textContent, section].filter(Boolean).join(", ");
  return `${said.trim()}\n${place}. ${new URL(title.href)}`;
}

// With a modifier key, or where the clipboard is closed to us, a link stays the link or the download that it is.
export function addCopying(root) {
  for (const link of root.querySelectorAll("[data-copy-file], [data-link]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
      event.preventDefault();
      try {
        const text = "link" in link.dataset ? link.href : await (await fetched(link.href)).text();
        if (await copyText(text)) sayCopied(link);
        else location.assign(link.href);
      } catch (error) {
        tell(link.parentElement, `Not copied. ${error.message}`);
      }
    });
  }
}
