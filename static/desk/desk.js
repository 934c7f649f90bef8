/* What every page of the desk does beyond links and forms. Without this file all of it still works. Words come from
   Django's script catalog (window.gettext); no inline handlers, nothing evaluated. */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const t = (word) => (window.gettext ? window.gettext(word) : word);
  const form = document.body.classList.contains("d-form");
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;

  // The list of keys
  const help = document.createElement("dialog");
  help.className = "d-dialog d-help";
  help.setAttribute("aria-label", t("Keyboard shortcuts"));
  const list = document.createElement("dl");
  const keys = [["?", "This list"], ["/", "Search"], ["G H", "Dashboard"], ["G Q", "Review queue"], ["G W", "Write a story"], ["G L", "Articles"], ["Esc", "Close menu or dialog"]];
  const queue = [["J / K", "Next or previous story"], ["P", "Pass"], ["O", "Let a blocking check through"], ["R", "Return"], ["C", "Claim or release"], ["E", "Edit"], ["1–5", "Tabs: page, changes, records, checks"], ["M", "Computer or phone"], ["N", "Next change"], ["X", "Tick"]];
  (form ? [["Ctrl S", "Save"], ["Ctrl ↵", "Next step"], ...keys] : document.body.classList.contains("d-queue") ? [...queue, ...keys] : keys).forEach(([key, word]) => {
    const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = t(word);
    list.append(dt, dd);
  });
  help.append(list);
  document.body.append(help);
  $$(".d-keys").forEach((button) => { button.hidden = false; button.addEventListener("click", () => help.showModal()); });

  // Menus: one open at a time; Esc closes and gives the focus back.
  document.addEventListener("click", (event) => $$("details.d-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

  // Dialogs: a link with data-dialog opens one; without script the link leads to a page that asks the same.
  $$("[data-dialog]").forEach((link) => link.addEventListener("click", (event) => {
    const dialog = document.getElementById(link.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    $$("details.d-menu[open]").forEach((menu) => { menu.open = false; });
    dialog.showModal();
    $("textarea,input", dialog)?.focus();
  }));
  // What closes one may be a link too, to where the same form on a page of its own goes back: here nothing is left.
  $$("dialog [data-close]").forEach((button) => button.addEventListener("click", (event) => { event.preventDefault(); button.closest("dialog").close(); }));

  let begun = 0;
  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      const menu = $("details.d-menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
      return;
    }
    if (command && event.key.toLowerCase() === "s" && !event.shiftKey) {
      const save = $(".d-bar [name=_continue],.d-bar [name=_save]");
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if (command && event.key === "Enter" && !event.isComposing) {
      const next = $("dialog[open] [name=_do],dialog[open] [name=do]") || (!$("dialog:modal") && ($("#d-onward") || $("#d-publish"))); // never a button behind a dialog
      if (next) { event.preventDefault(); next.click(); }
      return;
    }
    if (typing(event) || command || event.altKey || $("dialog:modal")) return;
    if (event.key === "?") { event.preventDefault(); help.showModal(); return; }
    if (event.key === "/") { event.preventDefault(); ($("#searchbar") || $("#d-find"))?.focus(); return; }
    const key = event.key.toLowerCase();
    if (Date.now() - begun < 900) {
      begun = 0;
      const target = { h: "#site-name a", q: "#nav-sidebar [href$='/queue/']", w: ".d-new", l: "#nav-sidebar [href$='/article/']" }[key];
      if (target) $(target)?.click();
    } else if (key === "g") begun = Date.now();
  });

  // Names that Django leaves out
  const name = () => {
    $$(".vDateField").forEach((input) => { if (!input.labels?.length) input.setAttribute("aria-label", t("Date")); });
    $$(".vTimeField").forEach((input) => { if (!input.labels?.length) input.setAttribute("aria-label", t("Time")); });
    $$(".ProseMirror").forEach((area) => area.setAttribute("aria-label", t("Body")));
    $$(".prose-menubar [title],.prose-menubar button").forEach((button) => {
      if (button.title) { button.title = t(button.title); button.setAttribute("aria-label", button.title); }
    });
    $$(".prose-menubar__picker, .prose-menubar__selected").forEach((menu) => {
      const walker = document.createTreeWalker(menu, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const word = walker.currentNode.data.trim();
        if (word && t(word) !== word && !walker.currentNode.parentElement.classList.contains("material-icons")) walker.currentNode.data = t(word);
      }
    });
  };
  window.addEventListener("load", () => { name(); setTimeout(name, 400); });
  document.addEventListener("prose-editor:ready", () => { name(); setTimeout(name, 50); }, true);
})();
