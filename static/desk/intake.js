/* Pictures that come into the text from this device: chosen, photographed, dropped, pasted, or embedded in pasted text. Each has its place
   in the text at once (news/text/pending.py), goes to the library like any upload, and then asks for the words that it lacks. */
"use strict";
(() => {
  const form = document.getElementById("article_form"), box = document.getElementById("d-intake");
  if (!form || !box || "locked" in form.dataset) return;
  const AT_ONCE = 2, TRIES = 3, PAUSE = 1500, MOST = 60, PATIENCE = 30000, SOON = 700;
  const PLACE = "/media/pending/ZW1iZWRkZWQ6"; // base64 of "embedded:"
  const EMBEDDED = /<img\b[^>]*?\ssrc\s*=\s*["']?(data:image\/([a-z0-9.+-]+);base64,([A-Za-z0-9+/=\s%]{200,}))["']?[^>]*>/gi;
  const LAZY = /\sdata-(?:src|original|actualsrc|lazy-src|original-src|url)\s*=\s*["']?(?:https?:|\/)/i;
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const make = (tag, props = {}, ...children) => { const element = Object.assign(document.createElement(tag), props); element.append(...children); return element; };
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || form.elements.csrfmiddlewaretoken.value;
  const list = make("ul"), told = box.querySelector("[role=status]"), credits = box.querySelector("datalist");
  told.after(list);
  let editor = null, jobs = [], held = null, leaving = false, soon = 0, typed = 0;

  // places in the text

  const newPlace = () => `/media/pending/${btoa(`embedded:${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_")}.svg`;
  const images = () => { const found = []; editor?.state.doc.descendants((node, pos) => { if (node.type.name === "image") found.push({ node, pos }); }); return found; };
  const figureOf = (pos) => { const parent = editor.state.doc.resolve(pos).parent; return parent.type.name === "figure" ? parent : null; };
  const wordsOf = ({ node, pos }) => {
    const said = { alt: node.attrs.alt || "", caption: "", credit: "" };
    const figure = figureOf(pos);
    if (figure?.childCount > 1) figure.child(1).forEach((piece) => { said[piece.marks.some((mark) => mark.attrs.class === "credit") ? "credit" : "caption"] += piece.textContent; });
    return said;
  };
  // Only what is given changes; a caption's other marks stay.
  const write = (pos, given, history = true) => {
    const { state, view } = editor, node = state.doc.nodeAt(pos), figure = figureOf(pos), change = state.tr;
    if (figure && ("caption" in given || "credit" in given)) {
      const old = figure.childCount > 1 ? figure.child(1) : null, from = pos + node.nodeSize, parts = { caption: [], credit: [] };
      old?.forEach((piece) => parts[piece.marks.some((mark) => mark.attrs.class === "credit") ? "credit" : "caption"].push(piece));
      if ("caption" in given) parts.caption = given.caption ? [state.schema.text(given.caption)] : [];
      if ("credit" in given) parts.credit = given.credit ? [state.schema.text(given.credit, [state.schema.marks.newsSpan.create({ class: "credit" })])] : [];
      const inside = [...parts.caption, ...parts.credit], made = inside.length ? [state.schema.nodes.caption.create(old?.attrs, inside)] : [];
      change.replaceWith(from, from + (old ? old.nodeSize : 0), made);
    }
    const { src = node.attrs.src, alt = node.attrs.alt } = given;
    change.setNodeMarkup(pos, undefined, { ...node.attrs, src, alt });
    view.dispatch(change.setMeta("addToHistory", history));
  };
  const takeOut = (src) => images().reverse().forEach(({ node, pos }) => {
    if (node.attrs.src !== src) return;
    const $pos = editor.state.doc.resolve(pos), figure = figureOf(pos), change = editor.state.tr;
    if (!figure) { editor.view.dispatch(change.delete(pos, pos + node.nodeSize)); return; }
    const caption = figure.childCount > 1 && figure.child(1).content.size ? [editor.schema.nodes.paragraph.create(null, figure.child(1).content)] : [];
    editor.view.dispatch(change.replaceWith($pos.before(), $pos.after(), caption));
  });

  // words that are missing

  const FIELDS = [["caption", t("Caption"), 300], ["credit", t("Who took it"), 60], ["alt", t("What is to be seen, for people who cannot see it"), 200]];
  const lacks = (said) => FIELDS.filter(([name]) => said[name].trim().length < (name === "alt" ? 4 : 1));
  const show = () => {
    const going = jobs.filter((job) => job.state === "going" || job.state === "waiting").length, done = jobs.filter((job) => job.state === "done").length;
    told.textContent = going ? t("%s of %s pictures are in the library…", done, going + done) : "";
    box.hidden = !going && !list.children.length;
    if (!going && !jobs.some((job) => job.state === "failed")) jobs = [];
  };
  const drop = (row) => { const inside = row.contains(document.activeElement), next = row.nextElementSibling || row.previousElementSibling; row.remove(); show(); if (inside) (next?.querySelector("input") || editor.view).focus(); };
  const ask = (src, thumb, focus = false) => {
    const at = images().find(({ node }) => node.attrs.src === src);
    const missing = at ? lacks(wordsOf(at)) : [];
    [...list.children].find((row) => row.dataset.src === src)?.remove();
    if (!missing.length) return show();
    const row = make("li", { className: "d-intakerow" }), fields = make("div"), first = document.getElementById("id_photographers")?.value.trim();
    row.dataset.src = src;
    if (first) credits.replaceChildren(new Option(`${first.split(/[\s,，、]+/)[0]} 摄`), ...[...credits.options].filter((option) => !option.value.startsWith(first)));
    missing.forEach(([name, label, most]) => {
      const input = make("input", { type: "text", maxLength: most, enterKeyHint: "next", autocomplete: "off" });
      input.name = `_intake_${name}`;
      if (name === "credit") input.setAttribute("list", credits.id);
      input.addEventListener("input", () => { const now = images().find(({ node }) => node.attrs.src === src); if (now) write(now.pos, { [name]: input.value.trim() }); });
      input.addEventListener("change", () => {
        if (name !== "credit" || !input.value.trim()) return;
        credits.append(new Option(input.value.trim()));
        list.querySelectorAll("[name=_intake_credit]").forEach((other) => { if (!other.value) other.placeholder = input.value.trim(); });
      });
      input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "Escape") { event.stopPropagation(); drop(row); }
        if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        // Enter in an empty field takes what it offers: the credit of the picture before.
        if (!input.value && input.placeholder) { input.value = input.placeholder; input.dispatchEvent(new Event("input")); }
        const inputs = [...row.querySelectorAll("input")], next = inputs[inputs.indexOf(input) + 1];
        if (next) next.focus(); else drop(row);
      });
      fields.append(make("label", {}, make("span", { textContent: label }), input));
    });
    const done = make("button", { type: "button", className: "d-btn", textContent: t("Done") });
    done.addEventListener("click", () => drop(row));
    row.append(make("img", { src: thumb || src, alt: "", width: 96, height: 72 }), fields, done);
    list.append(row);
    show();
    if (focus) row.querySelector("input").focus();
    return undefined;
  };

  // uploads

  const arrived = new Map(); // by place; the text may get it later than the library, or again by “redo”
  const put = (job, answer) => {
    const mine = images().filter(({ node }) => node.attrs.src === job.place).reverse();
    mine.forEach((at) => {
      const said = wordsOf(at), given = { src: answer.url };
      ["alt", "caption", "credit"].forEach((name) => { if (!said[name] && answer[name] && !(name === "credit" && said.caption.includes(answer.credit))) given[name] = answer[name]; });
      write(at.pos, given, false);
    });
    if (mine.length && job.asks) ask(answer.url, answer.thumb, job.focus && !list.querySelector("input") && typed < job.since);
  };
  const finish = (job, answer) => {
    job.state = "done";
    job.row?.remove();
    arrived.set(job.place, [job, answer]);
    put(job, answer);
  };
  const fail = (job, why, lasting = false) => {
    job.state = "failed";
    job.row?.remove();
    const buttons = make("span", { className: "d-row-r" }), act = (text, work) => { const press = make("button", { type: "button", className: "d-btn", textContent: text }); press.addEventListener("click", work); buttons.append(press); };
    if (job.data && !lasting) act(t("Try again"), () => { job.state = "waiting"; job.tries = 0; job.row.remove(); run(); });
    act(t("Choose another file"), () => pick(job));
    act(t("Take it out of the text"), () => { takeOut(job.place); jobs = jobs.filter((other) => other !== job); drop(job.row); editor.commands.focus(); });
    job.row = make("li", { className: "d-intakerow d-intakebad" }, make("p", {}, make("b", { textContent: `${job.name}: ` }), why), buttons);
    list.append(job.row);
  };
  const send = (job) => {
    job.state = "going";
    let file;
    try { file = job.data(); } catch { fail(job, t("The picture is damaged: it cannot be read from what was pasted."), true); run(); return; }
    const data = new FormData(), request = new XMLHttpRequest();
    data.append("csrfmiddlewaretoken", token());
    data.append("pictures", file, job.file);
    data.append("words_from_file", "on");
    request.open("POST", box.dataset.uploadUrl);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 200 && answer?.id) finish(job, answer);
      else if (answer?.refused) fail(job, answer.refused, true);
      else if (request.status >= 500 && ++job.tries < TRIES) { job.state = "resting"; setTimeout(() => { job.state = "waiting"; run(); }, PAUSE * job.tries); }
      else fail(job, request.status === 413 ? t("The file is too large for the server.") : t("The server did not take it (%s). Sign in again or try later.", request.status), request.status === 413);
      run();
    });
    request.addEventListener("error", () => { fail(job, t("The connection broke off.")); run(); });
    request.send(data);
  };
  const run = () => {
    const of = (state) => jobs.filter((job) => job.state === state);
    of("waiting").slice(0, Math.max(0, AT_ONCE - of("going").length)).forEach(send);
    show();
    if (held && !of("going").length && !of("waiting").length && !of("resting").length) go();
  };
  const begin = (place, data, file, options = {}) => { jobs.push({ place, data, file, name: file, state: "waiting", tries: 0, asks: true, since: Date.now(), ...options }); };

  // ways in

  const goTo = (editorAt, places) => {
    const { state } = editor, $at = state.doc.resolve(Math.min(editorAt, state.doc.content.size)), figures = places.map((src) => state.schema.nodes.figure.create(null, state.schema.nodes.image.create({ src, alt: "" })));
    const change = state.tr, block = $at.depth ? $at.node(1) : null, empty = block?.isTextblock && !block.content.size;
    const from = !$at.depth ? $at.pos : empty || (!$at.parentOffset && $at.depth === 1) ? $at.before(1) : $at.after(1);
    const until = empty ? $at.after(1) : from, next = state.doc.resolve(until).nodeAfter;
    const size = figures.reduce((sum, figure) => sum + figure.nodeSize, 0);
    change.replaceWith(from, until, next?.isTextblock ? figures : [...figures, state.schema.nodes.paragraph.create()]);
    change.setSelection(state.selection.constructor.near(change.doc.resolve(from + size + 1)));
    editor.view.dispatch(change.scrollIntoView());
  };
  const take = (files, at, focus) => {
    const wanted = [...files].slice(0, MOST), places = wanted.map(newPlace);
    if (!wanted.length) return;
    wanted.forEach((file, n) => begin(places[n], () => file, file.name || "picture.png", { focus: focus && !n }));
    goTo(at, places);
    run();
  };
  const pictureFiles = (data) => [...(data?.files || [])].filter((file) => file.type.startsWith("image/") || /\.(heic|heif|avif)$/i.test(file.name));
  let instead = null;
  const inputs = { file: document.getElementById("d-intake-file"), camera: document.getElementById("d-intake-camera") };
  const pick = (job) => { instead = job; inputs.file.multiple = !job; inputs.file.click(); };
  Object.values(inputs).forEach((input) => input.addEventListener("change", () => {
    const files = [...input.files], job = instead;
    instead = null;
    input.value = "";
    if (!files.length) return;
    if (!job) { take(files, editor.state.selection.to, true); return; }
    Object.assign(job, { state: "waiting", tries: 0, data: () => files[0], file: files[0].name, name: files[0].name });
    job.row.remove();
    run();
  }));
  document.addEventListener("desk:pictures", (event) => { instead = null; inputs.file.multiple = true; inputs[event.detail.camera ? "camera" : "file"].click(); });

  window.deskIntake = {
    /* What was pasted or dropped as files alone (a screenshot, pictures of a folder) goes in as pictures; true where it was taken. */
    take(data, html, at, focus = false) {
      const files = pictureFiles(data);
      if (!files.length) return false;
      if (html) {
        const page = new DOMParser().parseFromString(html, "text/html"), shown = [...page.images];
        if (page.body.textContent.trim() || shown.length > 1 || /^(https?:)?\/\//.test(shown[0]?.getAttribute("src") || "")) return false;
      }
      take(files, at, focus);
      return true;
    },
    /* Pictures embedded in HTML get places in it; they are read, sent and put in one by one. Too many or too large ones stay as they are. */
    embedded(html) {
      const known = new Map();
      const out = html.replace(EMBEDDED, (tag, address, kind, data) => {
        if (LAZY.test(tag) || data.length * 0.75 > +box.dataset.most || (!known.has(data) && known.size >= MOST)) return tag;
        if (!known.has(data)) known.set(data, { place: newPlace(), kind });
        return tag.replace(address, known.get(data).place);
      });
      [...known].forEach(([data, { place, kind }], n) => {
        const ending = { jpeg: "jpg", "svg+xml": "svg" }[kind.toLowerCase()] || kind.toLowerCase().slice(0, 4);
        begin(place, () => new Blob([Uint8Array.from(atob(data.replace(/%[0-9a-f]{2}/gi, decodeURIComponent).replace(/\s+/g, "")), (sign) => sign.charCodeAt(0))]), `picture.${ending}`, { name: t("Embedded picture %s", n + 1), asks: false });
      });
      if (known.size) setTimeout(run);
      return [out, known.size];
    },
  };

  // What reached the library before the text had its place; what was pasted before the page was left and never reached it.
  const seek = () => {
    const there = new Set(images().map(({ node }) => node.attrs.src).filter((src) => src?.startsWith(PLACE)));
    there.forEach((place) => {
      if (arrived.has(place)) { put(...arrived.get(place)); return; }
      if (jobs.some((job) => job.place === place)) return;
      const job = { place, name: t("A picture of the text"), state: "failed", tries: 0, asks: true, file: "" };
      jobs.push(job);
      fail(job, t("it did not reach the library before the page was left."));
    });
    // Taken out of the text by hand: nothing to say about it any more.
    jobs.filter((job) => job.state === "failed" && !there.has(job.place)).forEach((job) => { job.row.remove(); jobs = jobs.filter((other) => other !== job); });
    list.querySelectorAll("[data-src]").forEach((row) => { if (!row.contains(document.activeElement) && !images().some(({ node }) => node.attrs.src === row.dataset.src)) row.remove(); });
    show();
  };
  document.addEventListener("prose-editor:ready", (event) => {
    if (event.detail.textarea.name !== "body") return;
    editor = event.detail.editor;
    editor.on("update", () => { clearTimeout(soon); soon = setTimeout(seek, SOON); });
    document.addEventListener("beforeinput", () => { typed = Date.now(); }, true); // whoever types is not called away
    setTimeout(seek, 300);
  }, true);

  // A finding leads to its picture in the text and asks for what it lacks.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".d-checks a[href='#id_body']"), where = link?.closest("li").querySelector("p")?.textContent.trim(), number = +where?.match(/\d+/);
    if (!editor || !number || t("picture %(n)d").replace("%(n)d", number) !== where) return;
    const at = images()[number - 1];
    if (!at) return;
    event.preventDefault();
    const shown = editor.view.nodeDOM(at.pos);
    editor.chain().setNodeSelection(at.pos).run();
    shown?.scrollIntoView?.({ block: "center" });
    ask(at.node.attrs.src, shown?.currentSrc || shown?.src, true);
    if (!list.querySelector("input")) editor.commands.focus();
  });

  // Saving waits for what is on its way, for a while; what failed stands in the text as a place and keeps it from going out.
  const go = () => { const { submitter, timer } = held; clearTimeout(timer); held = null; leaving = true; setTimeout(() => { leaving = false; }, 5000); form.requestSubmit(submitter); };
  form.addEventListener("submit", (event) => {
    if (leaving || !jobs.some((job) => ["waiting", "going", "resting"].includes(job.state))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    told.textContent = t("Saving follows as soon as the pictures are in the library…");
    if (!held) held = { submitter: event.submitter, timer: setTimeout(go, PATIENCE) };
  }, true);
  window.addEventListener("beforeunload", (event) => { if (!leaving && jobs.some((job) => job.state === "going")) event.preventDefault(); });
})();
