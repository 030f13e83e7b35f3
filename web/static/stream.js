// Asking without leaving the page: the answer arrives as server-sent events and can be stopped.
import { announce } from "./announce.js";
import { brief, remember, showHistory } from "./history.js";
import { icon } from "./page.js";
import { fetched, sentence } from "./replies.js";

const CUT_OFF = "The answer was cut off.";
const LONG = 140; // characters of a question that the server shows in smaller letters

export function addStreaming(composer, box, furnish) {
  const log = document.querySelector("[data-log]");
  const status = document.querySelector("[data-status]");
  if (!log) return; // the first question is a plain form: the answer has an address of its own
  let asking = null;
  let shown = location.search; // the conversation that stands in the page

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(box.value.trim());
  });
  // Following a citation or an entry of the rail comes by here too, and changes nothing of the conversation.
  addEventListener("popstate", () => { if (location.search !== shown) location.reload(); });

  async function ask(text) {
    if (!text) return;
    if (asking) return announce("A search is going on. Stop it first, or wait.");
    asking = new AbortController();
    const failed = [...log.querySelectorAll("[data-unanswered]")].filter((turn) => questionOf(turn) === text);
    const focused = failed.some((turn) => turn.contains(document.activeElement)); // on Ask again, which goes
    for (const turn of failed) turn.remove();
    if (box.value.trim() === text) box.value = "";
    const pending = waiting(text, () => asking?.abort());
    log.setAttribute("aria-busy", "true");
    log.append(pending);
    if (focused) pending.querySelector("button").focus({ preventScroll: true });
    pending.scrollIntoView({ block: "start" });
    status.textContent = "Searching";
    const query = new URLSearchParams([...composer.querySelectorAll("input")].map(({ name, value }) => [name, value]));
    query.append("q", text);
    try {
      await listen(`/chat/stream?${query}`, asking.signal, (name, data) => {
        if (name === "understood") pending.querySelector("h2").after(fragment(data.html));
        if (name === "failed") throw new Error(sentence(data.detail));
        if (name === "answer") settle(pending, data, text);
      });
    } catch (error) {
      giveBack(pending, text, error);
    } finally {
      asking = null;
      log.setAttribute("aria-busy", "false");
    }
  }

  // The question goes back into the box; where the next one is being written there, it stays to be asked again.
  function giveBack(pending, text, error) {
    const free = box.value.trim() === "";
    const reading = log.contains(document.activeElement) && !pending.contains(document.activeElement);
    const stopped = error.name === "AbortError";
    if (free) box.value = text;
    if (stopped && free) {
      pending.remove();
      announce("Stopped. Your question is kept below.");
    } else {
      const kept = free ? "Your question is kept below; ask it again." : "What you have written since is kept below.";
      const again = nextLine(stopped ? `Stopped. ${kept}` : "", () => ask(text));
      const left = stopped ? again : failure(`${error.message} ${kept}`, again);
      pending.dataset.unanswered = "";
      pending.replaceChildren(pending.querySelector("h2"), left);
      left.scrollIntoView({ block: "nearest" });
      announce(stopped ? "Stopped" : `The search did not finish. ${error.message} ${kept}`);
    }
    if (!reading) box.focus();
  }

  function settle(pending, data, text) {
    const answer = fragment(data.html);
    const focused = pending.contains(document.activeElement); // on Stop, which goes
    furnish(answer);
    pending.replaceWith(answer);
    if (focused) document.getElementById(data.anchor).focus({ preventScroll: true });
    history.pushState(null, "", data.url);
    shown = location.search;
    document.title = data.title;
    status.textContent = data.status;
    carryAlong(composer, new URL(data.url, location.href).searchParams);
    const entry = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: `#${data.anchor}`, textContent: brief(text) });
    document.querySelectorAll("[data-rail] [aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    entry.append(link);
    document.querySelector("[data-rail]").append(entry);
    document.getElementById(data.anchor).scrollIntoView({ block: "start" });
    remember(data.url);
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
  Object.assign(heading, { textContent: text, dir: "auto", className: [...text].length > LONG ? "long" : "" });
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

function questionOf(turn) {
  return turn.querySelector("h2").textContent;
}

function failure(words, again) {
  const notice = document.createElement("div");
  notice.className = "notice notice--danger";
  const title = document.createElement("h3");
  title.className = "notice__title";
  title.append(icon("stop"), "The search did not finish");
  const told = document.createElement("p");
  told.textContent = words;
  notice.append(title, told, again);
  return notice;
}

function nextLine(words, again) {
  const line = document.createElement("p");
  line.className = "next";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button", textContent: "Ask again" });
  button.addEventListener("click", again);
  line.append(words, button);
  return line;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // our own templates' output, escaped there; the content policy forbids inline script besides
  return template.content;
}

// Reads an event stream with fetch: unlike EventSource it can be stopped, sees the status, and never asks twice.
async function listen(address, signal, handle) {
  const reply = await fetched(address, { signal, headers: { Accept: "text/event-stream" } });
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let answered = false;
  for (;;) {
    const { value, done } = await reader.read().catch((error) => {
      throw error.name === "AbortError" ? error : new Error(CUT_OFF);
    });
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
  if (!answered) throw new Error(CUT_OFF);
}
