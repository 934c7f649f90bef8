// Comfort on top of complete pages: reading settings, copy, print, focus pictures. Nothing here is needed to read.
(function (root) {
  "use strict";
  function keep(key, value) {
    if (value) root.setAttribute("data-" + key, value); else root.removeAttribute("data-" + key);
    try { window.localStorage.setItem("hh-" + key, value); } catch (e) { /* full or blocked: lasts for this page */ }
  }
  ["theme", "mode", "size"].forEach(function (key) {
    document.querySelectorAll('input[name="' + key + '"]').forEach(function (input) {
      input.checked = input.value === (root.getAttribute("data-" + key) || "");
      input.addEventListener("change", function () { keep(key, input.value); });
    });
  });
  // The line of breaking news leaves with one press and stays away; focus goes on to the page.
  document.querySelectorAll("[data-close]").forEach(function (button) {
    button.addEventListener("click", function () {
      keep("closed", button.dataset.close);
      root.classList.add("no-breaking");
      document.getElementById("main").focus({ preventScroll: true });
    });
  });
  // The clipboard API is absent on http:// and in old webviews; a selected field is the way there.
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    return new Promise(function (resolve, reject) {
      var field = document.createElement("textarea");
      field.value = text;
      field.className = "vh";
      document.body.appendChild(field);
      field.select();
      var done = document.execCommand("copy");
      field.remove();
      if (done) resolve(); else reject(new Error("copy"));
    });
  }
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.pop[open]").forEach(function (pop) {
      if (!pop.contains(event.target)) pop.open = false;
    });
    var hit = event.target.closest("[data-copy], [data-print], .focus__nav a");
    if (!hit) return;
    if (hit.hasAttribute("data-print")) { window.print(); return; }
    if (hit.hasAttribute("data-copy")) {
      var note = hit.querySelector("[role=status]");
      copy(hit.dataset.copy).then(function () { note.textContent = "已复制"; }, function () { note.textContent = "请长按地址复制"; });
      return;
    }
    event.preventDefault();
    document.querySelector(hit.hash).scrollIntoView({ block: "nearest", inline: "start" });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.pop[open]").forEach(function (pop) {
      pop.open = false;
      pop.querySelector("summary").focus();
    });
  });
  // A read counts once the page has been seen for a second; a tab in the background or a prerendered page has not.
  var story = document.querySelector("[data-hit]"), timer = 0;
  function wait() {
    window.clearTimeout(timer);
    if (!story || document.hidden || document.prerendering) return;
    timer = window.setTimeout(function () {
      var number = story.dataset.hit;
      story = null;
      if (navigator.sendBeacon) navigator.sendBeacon("/hits/", number);
    }, 1000);
  }
  if (story) ["visibilitychange", "prerenderingchange"].forEach(function (name) { document.addEventListener(name, wait); });
  wait();
  // Hints under the search box, asked for when the typing pauses; a composition is not typing yet.
  document.querySelectorAll("input[data-hints]").forEach(function (input) {
    var timer = 0, last = "";
    input.addEventListener("input", function (event) {
      window.clearTimeout(timer);
      if (event.isComposing) return;
      timer = window.setTimeout(function () {
        var typed = input.value.trim();
        if (!typed || typed === last) return;
        last = typed;
        fetch(input.dataset.hints + "?q=" + encodeURIComponent(typed)).then(function (answer) {
          return answer.ok ? answer.json() : { suggestions: [] };
        }).then(function (said) {
          if (input.value.trim() !== typed) return;
          input.list.replaceChildren.apply(input.list, said.suggestions.map(function (text) {
            return new Option("", text);
          }));
        }, function () { /* no hints without a connection */ });
      }, 250);
    });
    input.addEventListener("compositionend", function () { input.dispatchEvent(new Event("input")); });
  });
})(document.documentElement);
