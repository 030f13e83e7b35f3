// Asking without leaving the page: the answer arrives as server-sent events and can be stopped.
import { icon } from "./page.js";
import { remember, showHistory } from "./history.js";

export function addStreaming(composer, box, furnish) {
  const log = document.querySelector("[data-log]");
  const status = document.querySelector("[data-status]");
  if (!log) return; // the first question is a plain form: the answer has an address of its own
  let asking = null;

  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text || asking) return;
    asking = new AbortController();
    const pending = waiting(text, () => asking?.abort());
    log.setAttribute("aria-busy", "true");
    log.append(pending);
    pending.scrollIntoView({ block: "start" });
    status.textContent = "Searching";
    box.value = "";
    const query = new URLSearchParams([...new FormData(composer)].filter(([, value]) => value));
    query.append("q", text);
    try {
      await listen(`/chat/stream?${query}`, asking.signal, (name, data) => {
        if (name === "understood") pending.querySelector("h2").after(fragment(data.html));
        if (name === "failed") throw new Error(data.detail);
        if (name === "answer") settle(pending, data, text);
      });
    } catch (error) {
      box.value = text;
      if (error.name === "AbortError") {
        pending.remove();
        status.textContent = "";
      } else {
        status.textContent = "Failed";
        pending.replaceChildren(pending.querySelector("h2"), failure(error.message, () => { pending.remove(); composer.requestSubmit(); }));
      }
      box.focus();
    } finally {
      asking = null;
      log.setAttribute("aria-busy", "false");
    }
  });

  function settle(pending, data, text) {
    const answer = fragment(data.html);
    furnish(answer);
    pending.replaceWith(answer);
    history.pushState(null, "", data.url);
    document.title = data.title;
    status.textContent = data.status;
    carryAlong(composer, new URL(data.url, location.href).searchParams);
    const entry = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: `#${data.anchor}`, textContent: text });
    document.querySelectorAll("[data-rail] [aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    entry.append(link);
    document.querySelector("[data-rail]").append(entry);
    document.getElementById(data.anchor).scrollIntoView({ block: "start" });
    remember(text, data.url);
    showHistory();
  }
}

// What the next question is asked after: the conversation as the address holds it, in its order.
function carryAlong(composer, conversation) {
  for (const each of composer.querySelectorAll("input[type=hidden]")) each.remove();
  const inputs = [...conversation].map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  composer.prepend(...inputs);
}

function waiting(text, stop) {
  const turn = document.createElement("article");
  turn.className = "turn";
  const heading = document.createElement("h2");
  heading.textContent = text;
  const line = document.createElement("p");
  line.className = "pending";
  const dot = document.createElement("span");
  dot.className = "pending__dot";
  dot.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--edge", textContent: "Stop" });
  button.addEventListener("click", stop);
  line.append(dot, "Searching", button);
  turn.append(heading, line);
  return turn;
}

function failure(detail, again) {
  const notice = document.createElement("div");
  notice.className = "notice notice--danger";
  const title = document.createElement("h3");
  title.className = "notice__title";
  title.append(icon("stop"), "The search did not finish");
  const words = document.createElement("p");
  words.textContent = `${detail} Your question is kept below; ask it again.`;
  const next = document.createElement("p");
  next.className = "next";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button", textContent: "Ask again" });
  button.addEventListener("click", again);
  next.append(button);
  notice.append(title, words, next);
  return notice;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // our own templates' output, escaped there; the content policy forbids inline script besides
  return template.content;
}

// Reads an event stream with fetch: unlike EventSource it can be stopped, sees the status, and never asks twice.
async function listen(address, signal, handle) {
  const reply = await fetch(address, { signal, headers: { Accept: "text/event-stream" } });
  if (!reply.ok) {
    const problem = await reply.json().catch(() => null);
    throw new Error(problem?.detail ?? `The service answered with status ${reply.status}.`);
  }
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let answered = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event)?.[1];
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (!name || !data) continue; // a heartbeat
      answered ||= name === "answer";
      handle(name, JSON.parse(data));
    }
  }
  if (!answered) throw new Error("The answer was cut off.");
}
