/* Signs set on demand: the server says what would change, a dialog shows it, nothing is taken before the writer says so. */
"use strict";
(() => {
  const form = document.getElementById("article_form"), dialog = document.getElementById("d-typo");
  if (!form || !dialog) return;
  const words = dialog.dataset, shown = dialog.querySelector(".d-diff"), said = dialog.querySelector("[role=status]"), take = dialog.querySelector("[data-take]");
  let found = null;
  const show = (text, diff = "") => { said.textContent = text; shown.innerHTML = diff; shown.hidden = !diff; take.hidden = !diff; }; // the diff is sanitised by the server
  document.addEventListener("desk:typography", async (event) => {
    const { editor } = event.detail, from = editor.getHTML();
    found = null;
    show(words.busy);
    dialog.showModal();
    try {
      const response = await fetch(form.dataset.typographyUrl, { method: "POST", redirect: "manual", headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }, body: JSON.stringify({ html: from }) });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      found = { editor, from, html: answer.html };
      show(answer.diff ? words.look : words.nothing, answer.diff);
      if (answer.diff) take.focus();
    } catch { show(words.failed); }
  });
  take.addEventListener("click", () => {
    dialog.close();
    if (!found) return;
    if (found.editor.getHTML() !== found.from) { // the text went on meanwhile: look at the newest
      document.dispatchEvent(new CustomEvent("desk:typography", { detail: { editor: found.editor } }));
      return;
    }
    found.editor.chain().setContent(found.html, { emitUpdate: true }).focus().run();
  });
})();
