/* Pictures of the open text that are still on other servers (intake.js has those of this device): asks for them, and puts each in its place when it is here. */
"use strict";
(() => {
  const form = document.getElementById("article_form"), line = document.getElementById("d-pending");
  if (!form || !line || "locked" in form.dataset) return;
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const PLACE = "/media/pending/", OWN = `${PLACE}ZW1iZWRkZWQ6`, EVERY = 2000, PATIENCE = 15000;
  let editor = null, asked = "", job = null, timer = 0, soon = 0, busy = false;

  const places = () => {
    const found = new Set();
    editor?.state.doc.descendants((node) => { if (node.attrs.src?.startsWith(PLACE) && !node.attrs.src.startsWith(OWN)) found.add(node.attrs.src); });
    return [...found];
  };
  const put = (pictures) => {
    const here = new Map(pictures.filter((item) => item.address).map((item) => [item.placeholder, item.address]));
    const change = editor.state.tr;
    editor.state.doc.descendants((node, at) => {
      const address = here.get(node.attrs.src);
      if (address) change.setNodeMarkup(at, undefined, { ...node.attrs, src: address });
    });
    if (change.docChanged) editor.view.dispatch(change.setMeta("addToHistory", false));
  };
  const ask = async (url, body) => {
    const answer = await fetch(url, body === undefined ? { headers: { Accept: "application/json" } } : {
      method: "POST", body: body && JSON.stringify(body),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const show = (state) => {
    line.replaceChildren();
    const left = places().length;
    line.hidden = !left;
    if (!left) return;
    line.append(state?.waiting ? t("%s pictures of the text are being fetched; you can go on writing.", left) : t("%s pictures of the text could not be fetched. Put in your own, or take them out.", left));
    const why = state?.pictures.find((item) => item.problem)?.problem;
    if (!state?.waiting && why) line.append(` (${why})`);
    if (state && (state.failed && !state.waiting || state.stalled)) {
      const again = document.createElement("button");
      again.type = "button";
      again.className = "d-btn";
      again.textContent = t("Try again");
      again.addEventListener("click", () => { line.textContent = "…"; step(job, null); });
      line.append(" ", again);
    }
  };
  const step = async (url, body) => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let wait = EVERY;
    try {
      const state = await ask(url, body);
      job = state.url;
      put(state.pictures);
      show(state);
      if (state.done) wait = 0;
      clearTimeout(soon);
      soon = setTimeout(seek, 700); // what was pasted meanwhile
    } catch { wait = PATIENCE; /* offline or logged out; the placeholders stay in the text */ }
    busy = false;
    if (wait && job) timer = setTimeout(() => step(job), wait);
    else if (wait) { asked = ""; timer = setTimeout(seek, wait); }
  };
  const seek = () => {
    const found = places(), key = found.sort().join(" ");
    if (!found.length) { show(null); clearTimeout(timer); return; }
    // Those of a job that is being watched are already on their way.
    if (busy || key === asked || found.every((item) => asked.includes(item))) return;
    asked = key;
    step(form.dataset.fetchingUrl, { pictures: found });
  };
  document.addEventListener("prose-editor:ready", (event) => {
    if (event.detail.textarea.name !== "body") return;
    editor = event.detail.editor;
    editor.on("update", () => { clearTimeout(soon); soon = setTimeout(seek, 700); });
    setTimeout(seek, 300);
  }, true);
})();
