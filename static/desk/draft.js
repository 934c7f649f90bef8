/* Keeps what is typed in this browser until a save has reached the server: an expired login, a crash or a closed laptop
   loses nothing. One key per person and article; offered back when the page opens, cleared after a successful save. */
"use strict";
(() => {
  const form = document.getElementById("article_form");
  if (!form || "locked" in form.dataset) return;
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const key = `desk-draft:${form.dataset.user}:${form.dataset.draft}`, started = `${key}:sent`;
  const skip = (name) => /^(csrfmiddlewaretoken|_.*|at|note_.*)$/.test(name);
  const store = { get: (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } }, set: (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or switched off */ } }, drop: (name) => { try { localStorage.removeItem(name); } catch { /* switched off */ } } };
  const read = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (!skip(name) && typeof value === "string") (fields[name] ??= []).push(value);
    return fields;
  };
  const same = (a, b) => JSON.stringify(Object.entries(a).filter(([name]) => name !== "based_on").sort()) === JSON.stringify(Object.entries(b).filter(([name]) => name !== "based_on").sort());
  const say = (word) => { const saved = document.getElementById("d-saved"); if (saved) { saved.textContent = t(word); saved.classList.add("d-soon"); } };
  let first = read(), timer, dirty = false;

  // Only the server's own “just saved” is a proof: after an expired login or a colleague's save the text stays kept.
  const kept = store.get(key), sent = store.get(started);
  const version = form.dataset.savedVersion;
  if ("unsaved" in form.dataset) dirty = true;
  else if ("justSaved" in form.dataset && kept && sent && same(kept.fields, sent.fields)) store.drop(key);
  store.drop(started);
  // A story that was new has its own page now.
  const asNew = `desk-draft:${form.dataset.user}:new`, newSent = store.get(`${asNew}:sent`);
  if (form.dataset.draft !== "new" && newSent && "justSaved" in form.dataset) { store.drop(asNew); store.drop(`${asNew}:sent`); }
  if ("justSaved" in form.dataset) history.replaceState(null, "", location.pathname);

  const put = (fields) => {
    for (const element of form.elements) {
      const values = fields[element.name];
      if (!element.name || skip(element.name) || element.type === "file") continue;
      if (element.type === "checkbox" || element.type === "radio") element.checked = (values || []).includes(element.value);
      else if (values && element.tagName !== "BUTTON") element.value = values[0];
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const editor = window.deskEditor;
    if (editor && fields.body) editor.commands.setContent(fields.body[0], { emitUpdate: true });
  };
  const offer = () => {
    const left = store.get(key);
    if (!left || "unsaved" in form.dataset || same(left.fields, read())) { if (left && !("unsaved" in form.dataset)) store.drop(key); return; }
    const box = document.getElementById("d-restore"), text = document.createElement("p"), row = document.createElement("p");
    row.className = "d-row-r";
    text.textContent = t("Text typed here at %s was not saved.", new Date(left.at).toLocaleString());
    const button = (word, main, act) => { const b = document.createElement("button"); b.type = "button"; b.className = main ? "d-btn d-btn-ink" : "d-btn"; b.textContent = t(word); b.addEventListener("click", act); row.append(b); };
    button("Throw it away", false, () => { store.drop(key); box.hidden = true; });
    button("Put it back", true, () => { put(left.fields); box.hidden = true; dirty = true; say("It was put back. Save to keep it."); });
    box.replaceChildren(text, row);
    box.hidden = false;
  };

  const keep = () => { if (dirty) store.set(key, { at: Date.now(), version, fields: read() }); };
  const touched = () => {
    const box = document.getElementById("d-restore");
    if (box && !box.hidden) return; // what is kept is not written over before it was answered
    if (!dirty) { if (same(read(), first)) return; dirty = true; say("Unsaved changes"); }
    clearTimeout(timer);
    timer = setTimeout(keep, 1000);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  document.addEventListener("prose-editor:ready", (event) => {
    window.deskEditor = event.detail.editor;
    window.deskEditor.on("update", () => { if (event.detail.textarea.name === "body") setTimeout(touched, 0); });
    setTimeout(() => { if (!dirty) first = read(); offer(); }, 100);
  }, true);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); const fields = read(); store.set(key, { at: Date.now(), version, fields }); store.set(started, { version, fields }); });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) { keep(); event.preventDefault(); } });
})();
