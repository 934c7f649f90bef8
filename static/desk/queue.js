/* The review queue beyond links and forms: keys, the device toggle, dialogs, the count of ticked stories. Without this
   file all of it works by pointer and POST. Keys are quiet while somebody types and while a dialog is open. */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || event.target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(event.target.tagName) ||
    (event.target.tagName === "INPUT" && event.target.type !== "checkbox");

  // A dialog that the server opened for a browser without scripts becomes a real one.
  $$("dialog.d-dialog[open]").forEach((dialog) => {
    dialog.removeAttribute("open");
    dialog.showModal();
    $("textarea,select", dialog)?.focus();
  });

  // Who returns a story types: the note has the focus, the reasons are one step back.
  $$("[data-dialog]").forEach((link) => link.addEventListener("click", () => setTimeout(() => $("dialog:modal textarea")?.focus())));

  // One press, one request: a second P before the answer would meet the next story.
  let sent = false;
  document.addEventListener("submit", (event) => { if (sent) event.preventDefault(); else sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  // A blocked button keeps the focus and says why.
  document.addEventListener("click", (event) => { if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault(); }, true);

  const segment = $(".d-seg"), frame = $(".d-page");
  const device = (name) => {
    if (!frame) return;
    frame.classList.toggle("d-390", name === "phone");
    $$("[data-device]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.device === name)));
    try { sessionStorage.setItem("d-device", name); } catch { /* stays for this page only */ }
  };
  if (segment) {
    segment.hidden = false;
    $$("[data-device]").forEach((button) => button.addEventListener("click", () => device(button.dataset.device)));
    try { if (sessionStorage.getItem("d-device") === "phone") device("phone"); } catch { /* no storage */ }
  }

  const batch = $("#d-batch"), all = $("[data-pick-all]"), said = $("#d-bulkn");
  const ticked = () => $$("[name=pick]:checked", batch).length;
  const count = () => {
    batch.classList.toggle("d-sel", ticked() > 0);
    if (said) said.textContent = said.dataset.word.replace("{n}", ticked());
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const some = ticked() < $$("[name=pick]", batch).length;
      $$("[name=pick]", batch).forEach((box) => { box.checked = some; });
      count();
    });
  }
  batch?.addEventListener("change", count);
  if (batch) count();
  $(".d-row.d-on")?.scrollIntoView({ block: "nearest" });

  let at = -1;
  const nextChange = () => {
    const changes = $$(".d-pane .d-diff ins, .d-pane .d-diff del");
    if (!changes.length) return;
    changes[at]?.classList.remove("d-cur");
    at = (at + 1) % changes.length;
    changes[at].closest("details")?.setAttribute("open", "");
    changes[at].classList.add("d-cur");
    changes[at].scrollIntoView({ block: "center" });
  };
  const keys = (event) => {
    if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || event.repeat || $("dialog:modal")) return;
    const key = event.key.toLowerCase();
    if (!/^[jkproecmnx1-5]$/.test(key)) return;
    event.preventDefault(); // else the letter lands in the field that the key has just focused
    if (key === "m") device(frame?.classList.contains("d-390") ? "desktop" : "phone");
    else if (key === "n") nextChange();
    else if (key === "x") $(".d-on input")?.click();
    else $(`[data-k="${key}"]`)?.click();
  };
  document.addEventListener("keydown", keys);
  // Keys typed in the preview: the frame runs no scripts and is of the same origin, so this page may listen in it.
  if (frame) {
    const listen = () => frame.contentDocument?.addEventListener("keydown", keys);
    frame.addEventListener("load", listen);
    listen();
  }
})();
