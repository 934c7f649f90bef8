/* The writing page: counts, keyword suggestions, what happens while a form is on its way. */
"use strict";
(() => {
  const form = document.getElementById("article_form");
  if (!form) return;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };

  // Headlines are one-line textareas so that they wrap: Enter goes on to the next field, the height follows.
  $$("textarea[data-line]").forEach((area) => {
    const fit = () => { if (!CSS.supports("field-sizing", "content")) { area.rows = 1; while (area.scrollHeight > area.clientHeight + 2 && area.rows < 6) area.rows += 1; } };
    area.addEventListener("input", () => { if (area.value.includes("\n")) area.value = area.value.replace(/\s*\n\s*/g, " "); fit(); });
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const lines = $$("textarea[data-line]"), next = lines[lines.indexOf(area) + 1];
      (next || $(".ProseMirror[contenteditable=true]") || area).focus();
    });
    fit();
  });

  // 字数: a Han character or full-width sign counts 1, a run of Latin letters or digits counts 1.
  const count = (text) => (text.match(/[A-Za-z0-9][A-Za-z0-9.,%'-]*|[^\s\x00-\x7f]/g) || []).length; // eslint-disable-line no-control-regex
  $$("[data-count]").forEach((input) => {
    const out = document.createElement("output");
    out.className = "d-cnt";
    out.htmlFor = input.id;
    input.after(out);
    const show = () => { const n = count(input.value), most = +input.dataset.count; out.textContent = t("%s / %s characters", n, most); out.classList.toggle("d-over", n > most); };
    input.addEventListener("input", show);
    show();
  });
  const words = $("#d-words");
  const showWords = () => {
    const area = $(".ProseMirror[contenteditable=true]");
    if (area && words) { const n = count(area.textContent); words.textContent = t("%s characters · %s min", n, Math.max(1, Math.round(n / 400))); }
  };
  document.addEventListener("input", showWords);
  document.addEventListener("prose-editor:ready", () => setTimeout(showWords, 50), true);

  // Sources: their names are asked for when the field is entered.
  const source = $("#id_source"), sources = $("#d-sources");
  source?.addEventListener("focus", async () => {
    if (sources.children.length) return;
    try {
      const answer = await fetch(form.dataset.sourcesUrl, { headers: { Accept: "application/json" } });
      if (answer.ok) sources.replaceChildren(...(await answer.json()).names.map((name) => new Option(name)));
    } catch { /* without suggestions the field takes free text */ }
  });

  // Keywords: suggestions for the one being typed; free entry always works.
  const keywords = $("[data-suggest]");
  if (keywords) {
    const box = document.createElement("ul");
    box.id = "d-suggest";
    box.className = "d-suggest";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", keywords.labels[0]?.textContent || "");
    box.hidden = true;
    keywords.closest(".flex-container").after(box);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false" }).forEach(([key, value]) => keywords.setAttribute(key, value));
    let timer, asked = 0, at = -1;
    const separator = /[,，、;；]/;
    const close = () => { box.hidden = true; at = -1; keywords.setAttribute("aria-expanded", "false"); keywords.removeAttribute("aria-activedescendant"); };
    const pieces = () => { const parts = keywords.value.split(separator), last = parts.pop(); return [keywords.value.slice(0, keywords.value.length - last.length), last.trim()]; };
    const take = (name) => { keywords.value = `${pieces()[0]}${name}，`; close(); keywords.focus(); keywords.dispatchEvent(new Event("input", { bubbles: true })); clearTimeout(timer); };
    const mark = (to) => {
      const items = [...box.children];
      at = (to + items.length) % items.length;
      items.forEach((item, n) => item.setAttribute("aria-selected", n === at));
      keywords.setAttribute("aria-activedescendant", items[at].id);
    };
    const ask = async () => {
      const [, word] = pieces(), mine = ++asked;
      if (!word) return close();
      try {
        const answer = await fetch(`${form.dataset.suggestUrl}?q=${encodeURIComponent(word)}`, { headers: { Accept: "application/json" } });
        const { names } = await answer.json();
        if (mine !== asked) return undefined;
        const have = keywords.value.split(separator).map((item) => item.trim());
        box.replaceChildren(...names.filter((name) => !have.slice(0, -1).includes(name)).map((name, n) => {
          const item = document.createElement("li");
          item.id = `d-suggest-${n}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.textContent = name;
          item.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
          return item;
        }));
        at = -1;
        box.hidden = !box.children.length;
        keywords.setAttribute("aria-expanded", String(!box.hidden));
      } catch { close(); /* no suggestions; what is typed stands */ }
      return undefined;
    };
    keywords.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
    keywords.addEventListener("blur", close);
    keywords.addEventListener("keydown", (event) => {
      if (event.isComposing || box.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? box.children.length - 1 : at - 1); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(box.children[at].textContent); }
      else if (event.key === "Escape") { event.stopPropagation(); close(); }
    });
  }
  // Enter in a one-line field of the side column must not press a button.
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches(".d-aside input:not([type=checkbox])") && !event.ctrlKey && !event.metaKey) event.preventDefault(); });

  // One press, one request.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    const saved = $("#d-saved");
    if (saved) { saved.textContent = t("Saving…"); saved.classList.remove("d-soon"); }
    setTimeout(() => { sent = false; }, 8000);
  });
  window.addEventListener("pageshow", () => { sent = false; });
  const wrong = $(".errors input,.errors textarea,.errors select");
  if (wrong && !$(".d-conflict:not([hidden])")) wrong.focus();
})();
