/* Helps beside two fields: keywords that the text suggests, and its lead as the summary. The server reads the text as it
   stands in the editor; a field only changes when its button is pressed. */
"use strict";
(() => {
  const form = document.getElementById("article_form");
  if (!form || "locked" in form.dataset) return;
  const { keywords, summary, body, title } = form.elements;
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const ask = async (url, sent) => {
    const response = await fetch(url, { method: "POST", redirect: "manual", headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }, body: JSON.stringify(sent) });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };
  const button = (text) => Object.assign(document.createElement("button"), { type: "button", className: "d-btn", textContent: text });
  // An answer comes when its asker may be typing elsewhere: whoever went on keeps the cursor, an unfinished word is waited for.
  const wentOn = (press) => ![press, document.body].includes(document.activeElement);
  let composing = false;
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; });
  const between = () => composing ? new Promise((done) => form.addEventListener("compositionend", () => setTimeout(done), { once: true })) : null;
  // Typed, so that the browser's own undo takes it back; the cursor returns to where it was. False: the browser can't.
  const typeOver = (field, text, press) => {
    const at = wentOn(press) ? document.activeElement : null, selection = getSelection();
    const range = at?.isContentEditable && selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    field.focus({ preventScroll: at !== null });
    field.select();
    const typed = document.execCommand("insertText", false, text) && field.value === text;
    if (at && at !== field) at.focus({ preventScroll: true });
    if (range) { selection.removeAllRanges(); selection.addRange(range); }
    return typed;
  };
  // A row below a field: its button, what it offers, what is said. `work` runs once at a time.
  const row = (field, text, work) => {
    const line = document.createElement("div"), press = button(text), said = document.createElement("span");
    line.className = "d-coverrow";
    said.className = "help";
    said.setAttribute("role", "status");
    let busy = false;
    press.addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      said.textContent = "";
      try { await window.deskPasted?.(); said.textContent = (await work(line, said, press)) || ""; } catch { said.textContent = t("No suggestion came; try again."); }
      busy = false;
    });
    line.append(press, said);
    field.closest(".form-row").append(line);
    return press;
  };

  if (keywords) {
    const offered = document.createElement("div");
    offered.className = "d-coverrow";
    offered.setAttribute("role", "group");
    offered.setAttribute("aria-label", t("Suggested keywords"));
    offered.hidden = true;
    const add = (name) => {
      const before = keywords.value.trim();
      keywords.value = `${before}${!before || /[,，、;；]$/.test(before) ? "" : "，"}${name}，`;
      keywords.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const press = row(keywords, t("Suggest keywords"), async (line, said, pressed) => {
      const { names } = await ask(form.dataset.keywordsUrl, { title: title.value, html: body.value, have: keywords.value });
      offered.replaceChildren(...names.map((name) => {
        const chip = button(name);
        chip.setAttribute("aria-label", t("Add “%s”", name));
        chip.addEventListener("click", () => {
          const next = chip.nextElementSibling || chip.previousElementSibling || press;
          add(name);
          next.focus();
          chip.remove();
          offered.hidden = !offered.children.length;
          said.textContent = t("“%s” was added.", name);
        });
        return chip;
      }));
      offered.hidden = !names.length;
      line.after(offered);
      if (!wentOn(pressed)) offered.firstElementChild?.focus();
      return names.length ? "" : t("No suggestions");
    });
  }

  if (summary) {
    row(summary, t("Use the lead"), async (_line, _said, press) => {
      const { summary: lead } = await ask(form.dataset.leadUrl, { html: body.value });
      if (!lead) return t("The text has no lead yet.");
      await between();
      const before = summary.value;
      if (before === lead) return t("The lead stands in the summary.");
      if (!typeOver(summary, lead, press)) {
        summary.value = lead;
        summary.dispatchEvent(new Event("input", { bubbles: true }));
        return t("The lead stands in the summary.");
      }
      return t(before ? "The lead stands in the summary; Ctrl+Z brings back what was there." : "The lead stands in the summary.");
    });
  }
})();
