// A verdict on an answer, sent without leaving it.
import { tell } from "./announce.js";
import { icon } from "./page.js";
import { fetched } from "./replies.js";

export function addFeedback(root) {
  for (const asked of root.querySelectorAll("details.why")) {
    asked.addEventListener("toggle", () => asked.open && asked.scrollIntoView({ block: "nearest" })); // not under the composer
  }
  for (const form of root.querySelectorAll("[data-feedback]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form, event.submitter);
      const reason = data.get("reason");
      const body = {
        question: data.get("question"),
        verdict: data.get("verdict"),
        generation: data.get("generation"),
        passages: data.getAll("passages"),
        ...(reason && { reason }),
      };
      try {
        await fetched(form.action, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      } catch (error) {
        return tell(form, `Not noted. ${error.message}`);
      }
      const foot = form.closest(".turn__foot");
      const noted = document.createElement("span");
      noted.className = "button";
      noted.setAttribute("role", "status");
      noted.tabIndex = -1;
      noted.append(icon("yes"), "Noted, thank you");
      for (const each of foot.querySelectorAll("[data-feedback], .why")) each.remove();
      foot.append(noted);
      noted.focus();
    });
  }
}
