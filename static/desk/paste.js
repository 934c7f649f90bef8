/* Pasting and dropping: the server cleans what a clipboard holds (news/text/paste.py has the rules, once), the text goes where the cursor
   was. Typing goes on meanwhile. If the server does not answer, the editor's own paste keeps the words. */
"use strict";
(() => {
  const form = document.getElementById("article_form"), said = document.getElementById("d-pasted");
  if (!form || !said || "locked" in form.dataset) return;
  const PATIENCE = 8000, MOST = 3000000, SOON = 300, READ = 6000;
  const words = said.dataset;
  let since = 0;
  const say = (text) => { said.textContent = text; said.hidden = !text; since = Date.now(); };
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || form.elements.csrfmiddlewaretoken.value;
  let open = [], marks = [];

  // Embedded pictures that intake.js did not take are megabytes of text and cannot be kept; the server counts what is left of them.
  const light = (html) => html.replace(/(\ssrc\s*=\s*["']?data:image\/)(?!gif)[a-z0-9.+-]*;base64,[A-Za-z0-9+/=\s]{64,}/gi, "$1png;base64,");
  const ours = (html) => /data-pm-slice/.test(html) && !/<img[^>]+src=["']?(?!\/media\/)/i.test(html);
  const simple = (text) => !/[\r\n]/.test(text.trim()) && !/^[\s\u3000]|[\s\u3000]$/.test(text);

  // Writing goes on below a pasted table or picture, not inside it.
  const goOn = (editor) => {
    const { selection, doc } = editor.state;
    const end = selection.$to.depth ? selection.$to.after(1) : selection.to;
    const chain = editor.chain();
    if (!doc.resolve(end).nodeAfter?.isTextblock) chain.insertContentAt(end, { type: "paragraph" });
    chain.setTextSelection(end + 1).run();
  };
  const insert = (editor, job, html, text) => {
    const view = editor.view, before = view.state.selection;
    const stayed = before.empty && before.from === job.pos;
    const kept = stayed ? null : { from: before.from, to: before.to };
    const outside = view.state.doc.resolve(Math.min(job.pos, view.state.doc.content.size)).depth < 2;
    if (kept) marks.push(kept);
    editor.commands.setTextSelection(Math.min(job.pos, view.state.doc.content.size));
    if (html) {
      // Some markup the editor cannot read at all: the words of it are kept.
      try { view.pasteHTML(html); } catch { view.pasteText(job.text || new DOMParser().parseFromString(html, "text/html").body.textContent); }
    } else if (text) view.pasteText(text);
    marks = marks.filter((mark) => mark !== kept);
    if (kept) editor.commands.setTextSelection(kept);
    else if (outside && /<\/(table|figure)>$/.test(html)) goOn(editor);
  };
  // Without the server: the words as the editor understands them, without pictures from elsewhere.
  const plainly = (editor, job) => {
    let html = "";
    if (job.html) {
      const page = new DOMParser().parseFromString(job.html, "text/html");
      page.querySelectorAll("script,style,title,meta,link,iframe,object,svg,noscript,img:not([src^='/media/'])").forEach((element) => element.remove());
      html = page.body.innerHTML;
    }
    insert(editor, job, html, job.text);
  };
  const finish = (editor, job, answer) => {
    if (!open.includes(job)) return;
    open = open.filter((other) => other !== job);
    clearTimeout(job.timer);
    if (!answer) { plainly(editor, job); say(words.plain); return; }
    insert(editor, job, answer.html, "");
    const notes = [];
    if (answer.pictures - job.embedded > 0) answer.pictures -= job.embedded; else answer.pictures = 0;
    if (job.embedded) notes.push(words.embedded.replace("{n}", job.embedded));
    if (answer.pictures) notes.push(words.pictures.replace("{n}", answer.pictures));
    if (answer.lost) notes.push(words.lost.replace("{n}", answer.lost));
    if (answer.players) notes.push(words.players.replace("{n}", answer.players));
    say(notes.join(" "));
  };
  const send = async (editor, job) => {
    const mine = new AbortController(), limit = setTimeout(() => mine.abort(), PATIENCE);
    job.timer = setTimeout(() => say(words.busy), SOON);
    let answer = null;
    try {
      const body = JSON.stringify(job.html ? { html: light(job.html) } : { text: job.text });
      if (body.length < MOST && navigator.onLine) {
        const response = await fetch(form.dataset.pasteUrl, { method: "POST", redirect: "manual", signal: mine.signal, headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() }, body });
        if (response.ok) answer = await response.json();
      }
    } catch { /* no connection, or no answer in time */ }
    clearTimeout(limit);
    finish(editor, job, answer);
  };

  document.addEventListener("prose-editor:ready", (event) => {
    const { editor, textarea } = event.detail;
    if (textarea.name !== "body") return;
    editor.on("update", () => { if (!open.length && !said.hidden && Date.now() - since > READ) say(""); });
    editor.on("transaction", ({ transaction }) => {
      if (!transaction.docChanged) return;
      open.forEach((job) => { job.pos = transaction.mapping.map(job.pos, -1); });
      marks.forEach((mark) => { mark.from = transaction.mapping.map(mark.from); mark.to = transaction.mapping.map(mark.to); });
    });
    const begin = (pos, given, text) => {
      const [html, embedded] = window.deskIntake?.embedded(given) || [given, 0], job = { pos, html, text, embedded }; 
      open.push(job);
      job.done = send(editor, job);
    };
    // What reads the text (helps.js) waits until all that was pasted stands in it.
    window.deskPasted = () => Promise.all(open.map((job) => job.done));
    // Before the editor's own handler, which would read the foreign HTML first.
    editor.setOptions({ editorProps: { ...editor.options.editorProps, handleDOMEvents: { ...editor.options.editorProps?.handleDOMEvents, paste(view, paste) {
      const data = paste.clipboardData;
      if (!data || !view.editable) return false;
      const html = data.getData("text/html"), text = data.getData("text/plain");
      if (!(html && ours(html)) && window.deskIntake?.take(data, html, view.state.selection.to)) { paste.preventDefault(); return true; }
      if (html ? ours(html) : !text || simple(text)) return false;
      paste.preventDefault();
      if (!view.state.selection.empty) view.dispatch(view.state.tr.deleteSelection());
      begin(view.state.selection.from, html, text);
      return true;
    }, drop(view, drop) {
      const data = drop.dataTransfer, html = data?.getData("text/html");
      if (view.dragging || !view.editable || !data || (html && ours(html))) return false;
      const at = view.posAtCoords({ left: drop.clientX, top: drop.clientY });
      if (!at) return false;
      if (window.deskIntake?.take(data, html, at.pos, true)) { drop.preventDefault(); return true; }
      if (!html) return false;
      drop.preventDefault();
      editor.commands.setTextSelection(at.pos);
      begin(view.state.selection.from, html, data.getData("text/plain"));
      return true;
    } } } });
    // Saving does not wait: what is on its way goes in as it is.
    const flush = () => open.slice().forEach((job) => finish(editor, job, null));
    form.addEventListener("submit", flush, true);
    window.addEventListener("pagehide", flush);
  }, true);
})();
