// What every page gains with a script: the theme without a reload, and copy buttons beside identifiers.
import { announce } from "./announce.js";
import { copyText } from "./copy.js";

const form = document.querySelector("[data-theme-form]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme;
  form.querySelector(`.theme--${theme === "dark" ? "light" : "dark"}`).focus();
  const body = new URLSearchParams({ theme, next: "/" });
  fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }); // also where the next page is opened at once
});

export function addCopyButtons(root) {
  for (const holder of root.querySelectorAll("[data-copy]")) {
    if (holder.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Copy";
    button.setAttribute("aria-label", `Copy ${holder.dataset.what}`);
    button.append(icon("copy"));
    button.addEventListener("click", async () => {
      if (!(await copyText(holder.dataset.copy))) return announce("Not copied: the browser does not allow it");
      announce(`Copied ${holder.dataset.what}`);
      button.replaceChildren(icon("yes"));
      setTimeout(() => button.replaceChildren(icon("copy")), 2000);
    });
    holder.append(button);
  }
}

export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// Where a style sheet cannot open them for the printer (Firefox, Safari).
addEventListener("beforeprint", () => document.querySelectorAll("details.more").forEach((each) => { each.open = true; }));

addCopyButtons(document);
addEventListener("load", () => setTimeout(() => document.documentElement.classList.add("is-open")));
document.querySelector(".is-cited")?.scrollIntoView({ block: "center", behavior: "instant" }); // a long document is not raced through
