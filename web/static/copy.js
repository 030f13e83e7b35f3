// Putting text on the clipboard, and saying so on the button that did it.

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the reader, or an insecure address, forbids it: the link beside it still works
  }
}

export function sayCopied(button) {
  const words = button.querySelector("span") ?? button;
  const before = words.textContent;
  if (before === "Copied") return;
  words.textContent = "Copied";
  setTimeout(() => { words.textContent = before; }, 2000);
}

export function passageWithSource(card) {
  const title = card.querySelector(".passage__title a, .trial a");
  const section = card.querySelector(".passage__title span:last-child")?.textContent ?? "";
  const said = card.querySelector(".source")?.textContent ?? card.querySelector(".trial p")?.textContent ?? "";
  const place = [title.textContent, section].filter(Boolean).join(", ");
  return `${said.trim()}\n${place}. ${new URL(title.href)}`;
}

// With a modifier key, or where the clipboard is closed to us, a copy link stays the download that it is.
export function addFileCopying(root) {
  for (const link of root.querySelectorAll("[data-copy-file]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
      event.preventDefault();
      const reply = await fetch(link.href);
      if (reply.ok && (await copyText(await reply.text()))) sayCopied(link);
      else location.assign(link.href);
    });
  }
  for (const link of root.querySelectorAll("[data-link]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (await copyText(new URL(link.href).href)) sayCopied(link);
    });
  }
}
