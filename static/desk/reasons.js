/* What was written in the dialog of an act that met an expired login: the page after the next login shows it, so that
   nobody has to think of it again, and to nobody else. Shown, not filled in: a reason goes with an act that somebody
   chooses to do. */
"use strict";
(() => {
  const NAME = "desk-reasons", { person } = document.currentScript.dataset, here = location.pathname + location.search;
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(NAME)); } catch { /* switched off */ }
  const login = (() => { try { return new URL(document.referrer).pathname.endsWith("/login/"); } catch { return false; } })();
  if (kept?.page === here && kept.person === person && login) {
    const box = document.createElement("div"), pane = document.querySelector(".d-pane"); // in the queue with the story that it is about
    box.className = pane ? "d-said d-said-bad" : "d-note";
    box.setAttribute("role", "status");
    kept.reasons.forEach((reason) => { const line = document.createElement("p"); line.textContent = t("Your login had expired, nothing was done. You had written: %s", reason); box.append(line); });
    if (pane) pane.before(box); else document.getElementById("content")?.prepend(box);
  }
  try { sessionStorage.removeItem(NAME); } catch { /* switched off */ }
  document.addEventListener("submit", (event) => {
    const data = new FormData(event.target), reasons = [];
    for (const [name, value] of data) if (/^(note|override)(_|$)/.test(name) && typeof value === "string" && value.trim()) reasons.push(value.trim());
    const to = new URL(event.target.action, location.href);
    if (reasons.length) try { sessionStorage.setItem(NAME, JSON.stringify({ person, page: to.pathname + to.search, reasons })); } catch { /* full or switched off */ }
  });
})();
