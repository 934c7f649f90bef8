/* A Word file dropped on a story: asks whether it replaces the text or is added, and sends what was typed along, which
   becomes a version first. Nothing on this page changes unless the server has done both. */
"use strict";
(() => {
  const story = document.getElementById("article_form"), dialog = document.getElementById("d-docx"), form = document.getElementById("d-docx-form");
  if (!story || !dialog || !form) return;
  const said = document.getElementById("d-docx-said"), input = form.elements.document;
  const buttons = [...form.querySelectorAll("button")], cancel = form.querySelector("[data-close]");
  const tell = (words, bad = false) => { said.textContent = words; said.classList.toggle("d-bad", bad); };
  const word = (event) => [...(event.dataTransfer?.items || [])].some((item) => item.kind === "file" && /officedocument\.wordprocessingml|msword|^$/.test(item.type));
  // What acts ask in their dialogs is the form's too, but is not text. The page's mark and its writer go along: the server
  // discards the copy that bears the one, and takes the text from nobody but the other.
  const skip = (name) => /^(csrfmiddlewaretoken|_(?!page$|person$).*|(at|note|level|when|to|urgent|override)(_.*)?)$/.test(name);
  const read = () => {
    const data = new FormData(story);
    for (const name of [...data.keys()]) if (skip(name)) data.delete(name);
    return data;
  };
  // While the server works nothing can be called back, so the dialog stays and the page behind it takes no word that the
  // answer would take the place of. A second Esc closes a dialog whatever `cancel` says: it is opened again.
  let working = false;
  const work = (on) => {
    working = on;
    buttons.forEach((button) => { button.disabled = on; });
    cancel.hidden = on;
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) work(false); });
  dialog.addEventListener("cancel", (event) => { if (working) event.preventDefault(); });
  dialog.addEventListener("close", () => { if (working) dialog.showModal(); });
  document.addEventListener("submit", (event) => { // Ctrl S too
    if (!working || event.target !== story) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("dragover", (event) => { if (word(event)) event.preventDefault(); }, true);
  document.addEventListener("drop", (event) => {
    const file = [...(event.dataTransfer?.files || [])].find((item) => /\.(docx?|wps)$/i.test(item.name));
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    if (working) return;
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    tell("");
    if (!dialog.open) dialog.showModal();
    form.querySelector("[value=replace]").focus();
  }, true);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = input.files[0];
    if (!file) { tell(form.dataset.none, true); input.focus(); return; }
    if (file.size > +form.dataset.most) { tell(form.dataset.large, true); return; }
    const data = read();
    story.dispatchEvent(new CustomEvent("desk:sending"));
    data.set("document", file);
    data.set("mode", event.submitter?.value || "replace");
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    work(true);
    tell(form.dataset.wait);
    try {
      const response = await fetch(form.action, { method: "POST", redirect: "manual", headers: { Accept: "application/json" }, body: data });
      const answer = await response.json().catch(() => ({}));
      if (response.ok && answer.location) {
        story.dispatchEvent(new CustomEvent("desk:leave"));
        location.assign(answer.location);
        return; // from here on this page sends nothing, so the dialog stays until the next one is there
      }
      tell(answer.message || form.dataset.failed, true);
    } catch { tell(form.dataset.failed, true); }
    work(false);
  });
})();
