/* Keeps what is typed: in this browser within a second, on the server within five. The server has one working copy per
   person and story, offered back when the form opens, on any machine. The browser has one per page that was opened, for
   when the server cannot be reached, the login has expired or another window's words stand there. Fields are only read;
   nothing but the button that puts a copy back ever writes into them. */
"use strict";
(() => {
  const form = document.getElementById("article_form");
  if (!form) return;
  const IDLE = 1500, MOST = 4000, LOCAL = 800, PATIENCE = 15000, COMPANY = 30000, KEEPALIVE = 60000, LEFT = 60 * 864e5;
  const $ = (id) => document.getElementById(id);
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const random = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
  const store = {
    get: (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch { return false; /* full or switched off */ } },
    drop: (name) => { try { localStorage.removeItem(name); } catch { /* switched off */ } },
    names: (start) => { try { return Object.keys(localStorage).filter((name) => name.startsWith(start)); } catch { return []; } },
  };
  const url = form.dataset.autosaveUrl, version = form.dataset.savedVersion;
  const asNew = `desk-draft:${form.dataset.user}:new:`, story = `desk-draft:${form.dataset.user}:${form.dataset.draft}:`, older = `${story}older`;

  // The copy that this window's last page sent. Only the server's own “just saved” is a proof that it has it: after an
  // expired login or a colleague's save the text stays kept, and so does what was typed while it was on its way.
  let was = "";
  try { was = sessionStorage.getItem("desk-sent") || ""; sessionStorage.removeItem("desk-sent"); } catch { /* switched off: it is offered again */ }
  if (!was.startsWith(story) && !was.startsWith(asNew)) was = "";
  if ("justSaved" in form.dataset) {
    const kept = was && store.get(was);
    if (kept?.sent) store.drop(was);
    else if (kept && store.set(story + kept.page, { ...kept, acked: false }) && was !== story + kept.page) store.drop(was);
    history.replaceState(null, "", location.pathname);
  }
  for (const name of store.names("desk-draft:")) { const kept = store.get(name); if ((kept?.acked || kept?.sent) && kept.at < Date.now() - LEFT) store.drop(name); }
  if ("locked" in form.dataset && !("unsaved" in form.dataset)) return;

  // The server's clock, whatever this one says. The page was on its way for a while, so this is late, never early, and every
  // answer that took less time sets it forward.
  const begun = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart || 0);
  let skew = +form.dataset.now - begun;
  const clock = () => Date.now() + skew;

  // What is typed: name → texts; what an act's dialog asks is not part of it
  const skip = (name) => /^(csrfmiddlewaretoken|_.*|(at|note|level|when|to|urgent|override)(_.*)?)$/.test(name);
  const read = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (!skip(name) && typeof value === "string") (fields[name] ??= []).push(value);
    return fields;
  };
  const flat = (fields) => JSON.stringify(Object.entries(fields).filter(([name]) => name !== "based_on" && !skip(name)).sort());
  const same = (a, b) => Boolean(a && b) && flat(a) === flat(b);

  // Every page signs its copies, so that what one saves does not discard what was typed in another. One that comes back
  // with its errors is the same page still.
  const sign = (value) => {
    const mark = document.createElement("input");
    mark.type = "hidden";
    mark.name = "_page";
    mark.value = value;
    form.append(mark);
    return mark;
  };
  const page = "unsaved" in form.dataset && was.startsWith(story) ? was.slice(story.length) : random(), mine = story + page;
  const copies = () => store.names(story).filter((name) => name !== mine && name !== older).map((name) => ({ ...store.get(name), from: name })).filter((left) => left.fields);

  // On a slow line words may stand in the form before this script does; then nothing of it is as it came.
  const early = [...form.elements].some((field) => /^text/.test(field.type) && !skip(field.name) && field.value !== field.defaultValue);
  let first = early ? null : read(), dirty = "unsaved" in form.dataset, leaving = false;
  let acked = null, ackedAt = 0, sending = null, onWay = null, since = 0, sendTimer = 0, localTimer = 0;
  let posted = "", taken = [], fresh = false; // what was sent to be saved, what was put back, and whether that is the last that happened
  sign(page);

  const status = $("d-saved"), words = status ? status.dataset : {};
  const say = (text, warn = false) => {
    if (!status || status.textContent === text) return;
    status.setAttribute("aria-live", warn ? "polite" : "off"); // a warning is spoken, the time of the last autosave is not
    status.textContent = text;
    status.classList.toggle("d-soon", warn);
  };

  // The browser's copy
  const keep = () => {
    clearTimeout(localTimer);
    localTimer = 0;
    const fields = read();
    return store.set(mine, { at: clock(), version, page, acked: same(fields, acked), sent: flat(fields) === posted, after: ackedAt, fields });
  };
  const aside = (...lefts) => {
    const before = (store.get(older) || []).filter((item) => !lefts.some((left) => same(left.fields, item.fields)));
    return store.set(older, [...lefts, ...before].slice(0, 20)) || store.set(older, lefts);
  };

  // The server's copy
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || form.elements.csrfmiddlewaretoken.value; // the cookie is newer after a login in another tab
  const ask = (method, query, more = {}) => fetch(url + query, { method, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token(), ...more.headers }, ...more });
  const company = ({ others = [], newer = false, newer_by: by = "" }) => {
    const line = $("d-others"), notice = $("d-newer");
    const text = others.length ? line.dataset.word.replace("{name}", others.join("、")) : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
    const said = newer && !document.querySelector("section.d-conflict") ? notice.dataset.word.replace("{name}", by || notice.dataset.somebody) : "";
    if (notice.textContent !== said) notice.textContent = said;
    notice.hidden = !said;
  };
  const schedule = (wait = IDLE) => {
    since ||= Date.now();
    clearTimeout(sendTimer);
    sendTimer = setTimeout(send, Math.max(0, wait > IDLE ? wait : Math.min(wait, since + MOST - Date.now())));
  };
  const failed = (code, message) => {
    const here = keep();
    if (!here) say(words.nowhere, true);
    else if (code === 401 || (code === 403 && !message)) say(words.expired, true);
    else if (message && code < 500) say(words.refused.replace("{message}", message), true);
    else say(code ? words.silent : words.offline, true);
    if (!message || code === 401 || code >= 500) schedule(code ? 10000 : MOST); // a refusal waits for the next change
  };
  async function send(last = false) {
    clearTimeout(sendTimer);
    sendTimer = 0;
    if (!dirty || leaving || (sending && last !== true)) return;
    // What the server still offers would be written over.
    const unanswered = [offered, ...queue].find((left) => left?.from === "server");
    if (unanswered) {
      const name = story + unanswered.page, kept = store.get(name);
      if (kept ? !store.set(name, { ...kept, acked: false }) : !aside(unanswered)) { say(words.nowhere, true); return; }
      unanswered.from = older;
    }
    const fields = read();
    if (same(fields, acked)) { since = 0; return; }
    if (sending && same(fields, onWay)) return;
    const body = JSON.stringify({ person: +form.dataset.user, based_on: +fields.based_on?.[0] || null, fields: { ...fields, _page: [page] } });
    const small = new Blob([body]).size < KEEPALIVE;
    if (last === true && !("keepalive" in Request.prototype) && navigator.sendBeacon) {
      const data = new FormData();
      Object.entries(fields).forEach(([name, texts]) => texts.forEach((text) => data.append(name, text)));
      Object.entries({ csrfmiddlewaretoken: token(), _person: form.dataset.user, _page: page }).forEach(([name, text]) => data.append(name, text));
      navigator.sendBeacon(url, data);
      return;
    }
    const mine = new AbortController();
    const slow = setTimeout(() => say(words.keeping), 400), limit = setTimeout(() => mine.abort(), PATIENCE);
    let code = 0, answer = {};
    sending = mine;
    onWay = fields;
    since = 0;
    try {
      const response = await ask("POST", "", { headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body, keepalive: small, signal: mine.signal });
      code = response.type === "opaqueredirect" ? 401 : response.status;
      answer = await response.json().catch(() => ({}));
    } catch { code = 0; /* no connection, or no answer in time */ }
    clearTimeout(slow);
    clearTimeout(limit);
    if (sending === mine) sending = null;
    if (leaving) return;
    if (code !== 200 || !answer.saved_at) { failed(code === 200 ? 502 : code, answer.message); return; }
    acked = fields;
    ackedAt = answer.at;
    skew = Math.max(skew, answer.at - Date.now());
    keep();
    form.querySelectorAll("[name=_page]").forEach((mark) => { if (mark.value !== page) mark.remove(); }); // the server's copy is this page's now
    displaced(answer.displaced);
    say(fresh ? t("It was put back. Save to keep it.") : words.kept.replace("{time}", answer.saved_at), fresh);
    company(answer);
    if (!same(read(), fields)) schedule();
  }
  // Another window's words stood where this page's stand now. If its copy is in this browser, that is the only one by now.
  const displaced = (left) => {
    if (!left) return;
    const name = story + (left.fields._page?.[0] || ""), kept = name !== story && store.get(name);
    if (kept) store.set(name, { ...kept, acked: false });
    else if (!taken.some((fields) => same(fields, left.fields)) && !same(left.fields, acked)) aside({ ...left, page: left.fields._page?.[0] });
  };
  const lost = () => { acked = null; say(t("Unsaved changes"), true); };
  const look = async () => {
    if ((form.dataset.draft === "new" && !acked) || document.hidden || sending || leaving) return;
    const then = acked;
    try {
      const response = await ask("GET", `?based_on=${form.elements.based_on?.value || ""}`);
      if (response.status !== 200) return;
      const answer = await response.json();
      company(answer);
      if (then && acked === then && !sending && answer.page !== page) { lost(); keep(); }
    } catch { /* the next one */ }
  };

  // Copies that are offered back, newest first. Typing on without an answer leaves each where it is.
  let queue = [], offered = null;
  const finish = (left, everywhere = true) => { // it was thrown away, or is in the form: nothing offers it again
    taken.unshift(left.fields);
    if (left.also) finish(left.also, everywhere);
    const rest = (store.get(older) || []).filter((item) => !same(item.fields, left.fields));
    if (rest.length) store.set(older, rest); else store.drop(older);
    for (const other of copies()) if (other.from === left.from || same(other.fields, left.fields) || (left.from === "server" && other.acked && other.page === left.page)) store.drop(other.from);
    if (left.from !== "server") return;
    if (everywhere) ask("DELETE", `?page=${encodeURIComponent(left.page || "")}`).catch(() => { /* it is offered again */ });
    else if (left.page) sign(left.page); // until this page's own copy is there, a save is a save of that one
  };
  const put = (fields) => {
    form.dispatchEvent(new CustomEvent("desk:restoring", { detail: fields })); // rows that come with a name are put back by who makes them
    for (const element of form.elements) {
      const values = fields[element.name];
      if (!element.name || skip(element.name) || element.type === "file" || "row" in element.dataset) continue;
      if (element.type === "checkbox" || element.type === "radio") element.checked = (values || []).includes(element.value);
      else if (values && element.tagName !== "BUTTON") element.value = values[0];
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const editor = window.deskEditor;
    if (editor && fields.body) editor.commands.setContent(fields.body[0], { emitUpdate: true });
  };
  const restore = (left) => {
    const typed = dirty ? { at: clock(), version, page, after: ackedAt, fields: read() } : null;
    offered = null;
    put(left.fields);
    dirty = fresh = true;
    acked = null;
    if (left.also) taken.push(left.also.fields);
    taken.push(left.fields);
    if (typed && !same(typed.fields, left.fields)) { aside(typed); queue.unshift({ ...typed, from: older }); }
    if (keep()) finish(left, false);
    next();
    say(t("It was put back. Save to keep it."), true);
    schedule(0);
  };
  const time = (at) => { // by the newsroom's clock, the day only if it is another one
    const zone = { timeZone: form.dataset.zone }, day = (when) => new Date(when).toLocaleDateString("en", zone);
    return new Date(at).toLocaleString(document.documentElement.lang || undefined, { ...zone, ...(day(at) === day(clock()) ? {} : { month: "short", day: "numeric" }), hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  };
  const next = () => {
    const box = $("d-restore"), left = queue.shift() || null;
    offered = left;
    box.hidden = !left;
    if (!left) return;
    const text = document.createElement("p"), row = document.createElement("p");
    row.className = "d-row-r";
    text.textContent = t("Text typed here at %s was not saved.", time(left.at)) + (String(left.version) === String(version) ? "" : box.dataset.superseded);
    const button = (word, main, act) => { const b = document.createElement("button"); b.type = "button"; b.className = main ? "d-btn d-btn-ink" : "d-btn"; b.textContent = t(word); b.addEventListener("click", act); row.append(b); };
    button("Throw it away", false, () => { finish(left); next(); });
    button("Put it back", true, () => restore(left));
    box.replaceChildren(text, row);
  };
  const offer = () => {
    const now = read(), copy = JSON.parse($("d-copy")?.textContent || "null"), server = copy && { ...copy, page: copy.fields._page?.[0], from: "server" };
    // What the server has had and has no more was saved or thrown away elsewhere, if the story has moved on since.
    const found = copies().filter((left) => !left.acked || (server ? server.page !== left.page : String(left.version) === String(version)));
    // Once it has been offered, nothing but an answer takes it away again.
    for (const { from, ...left } of found) if (left.acked) store.set(from, { ...left, acked: false });
    if (server) {
      // What was typed on from the very copy that the server has is newer than that, whatever the clocks say.
      const later = found.find((left) => left.page === server.page && left.after === server.at);
      if (later) Object.assign(later, { also: server, at: Math.max(later.at, server.at) });
      else found.push(server);
    }
    found.push(...(store.get(older) || []).map((item) => ({ ...item, from: older })));
    found.sort((a, b) => b.at - a.at);
    found.forEach((left, n) => {
      if (same(left.fields, now)) finish(left);
      else {
        const seen = found.slice(0, n).find((one) => same(one.fields, left.fields));
        if (!seen) queue.push(left);
        else if (left.from === "server") seen.also = left;
      }
    });
    next();
  };

  let open = false;
  const begin = () => {
    if (open) return;
    open = true;
    if ("unsaved" in form.dataset) { keep(); schedule(); return; }
    if (!dirty && !early) first = read();
    offer();
    if (early) touched();
  };
  const touched = () => {
    if (!dirty) { if (same(read(), first)) return; dirty = true; say(t("Unsaved changes"), true); }
    if (!open) begin();
    fresh &&= same(read(), taken.at(-1));
    localTimer ||= setTimeout(keep, LOCAL);
    schedule();
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => { if (sendTimer && !sending) send(); });
  document.addEventListener("prose-editor:ready", (event) => {
    window.deskEditor = event.detail.editor;
    window.deskEditor.on("update", () => { if (event.detail.textarea.name === "body") setTimeout(touched, 0); });
    setTimeout(begin, 100);
  }, true);
  window.addEventListener("load", () => setTimeout(begin, 3000)); // without the editor too

  const leave = (event) => {
    if (event.defaultPrevented) return; // a second press while the first is on its way
    leaving = true;
    sending?.abort();
    [sendTimer, localTimer].forEach(clearTimeout);
    form.elements.csrfmiddlewaretoken.value = token();
    if (event.type === "submit") posted = flat(read());
    if (dirty) keep();
    try { sessionStorage.setItem("desk-sent", mine); } catch { /* switched off: it is offered again */ }
    setTimeout(() => { leaving = false; }, 8000);
  };
  form.addEventListener("submit", leave);
  form.addEventListener("desk:sending", () => { posted = flat(read()); }); // another script sends the fields,
  form.addEventListener("desk:leave", leave); // and goes on to the saved story
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  const hidden = () => { if (dirty) { keep(); if (flat(read()) !== posted) send(true); } };
  window.addEventListener("storage", (event) => { if (event.key === mine && event.newValue && store.get(mine)?.acked === false && acked) lost(); }); // another window displaced it
  window.addEventListener("pagehide", hidden);
  document.addEventListener("visibilitychange", () => { if (document.hidden) hidden(); else { if (dirty) send(); look(); } });
  window.addEventListener("blur", () => { if (dirty) send(); });
  window.addEventListener("online", () => { if (dirty) send(); });
  window.addEventListener("beforeunload", (event) => { if (dirty && !leaving && !same(read(), acked)) { hidden(); event.preventDefault(); } });
  setInterval(look, COMPANY);
})();
