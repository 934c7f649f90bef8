// The pictures of a gallery or a group in large: arrows, Home, End, Escape, swipe. Without it each picture is a link to
// its file. A modal dialog keeps the focus and gives it back; where the browser has none, the links stay links.
(function (root) {
  "use strict";
  if (!window.HTMLDialogElement || !HTMLDialogElement.prototype.showModal) return;
  var links = [], place = 0, startX = null, startY = 0;
  function make(tag, name, words, parent) {
    var made = document.createElement(tag);
    made.className = name;
    if (words) made.textContent = words;
    parent.appendChild(made);
    return made;
  }
  function button(name, sign, label, act, parent) {
    var made = make("button", name, sign, parent);
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }
  var box = make("dialog", "viewer", "", document.body);
  box.setAttribute("aria-label", "看大图");
  var bar = make("div", "viewer__bar", "", box);
  var count = make("p", "viewer__count", "", bar);
  count.setAttribute("role", "status");
  button("viewer__close", "关闭", "关闭大图", function () { box.close(); }, bar);
  var back = button("viewer__prev", "‹", "上一张", function () { go(place - 1); }, box);
  var frame = make("div", "viewer__pic", "", box);
  var words = make("div", "viewer__words", "", box);
  var forth = button("viewer__next", "›", "下一张", function () { go(place + 1); }, box);

  function picture(link) {
    var small = link.querySelector("img"), size = link.dataset.view.split("x");
    var whole = document.createElement("picture"), image = document.createElement("img");
    if (link.dataset.copies) {
      var copies = document.createElement("source");
      copies.type = "image/webp";
      copies.srcset = link.dataset.copies;
      copies.sizes = "100vw";
      whole.appendChild(copies);
    }
    image.width = size[0];
    image.height = size[1];
    image.alt = small.alt;
    image.src = link.href;
    whole.appendChild(image);
    return whole;
  }
  function go(to) {
    if (to < 0 || to >= links.length) return;
    place = to;
    var link = links[place], figure = link.closest("figure"), caption = figure && figure.querySelector("figcaption");
    frame.replaceChildren(picture(link));
    words.replaceChildren();
    if (caption) Array.prototype.forEach.call(caption.cloneNode(true).childNodes, function (node) {
      if (!node.classList || !node.classList.contains("plate__n")) words.appendChild(node.cloneNode(true));
    });
    count.textContent = "第 " + (place + 1) + " 张，共 " + links.length + " 张";
    // Not "disabled": a button that disables itself drops the focus.
    back.setAttribute("aria-disabled", String(place === 0));
    forth.setAttribute("aria-disabled", String(place === links.length - 1));
    if (links[place + 1]) picture(links[place + 1]); // fetched, so that the next one is there at once
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-view]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    links = Array.prototype.slice.call((link.closest("[data-gallery]") || link.closest("[data-group]")).querySelectorAll("a[data-view]"));
    go(links.indexOf(link));
    link.focus(); // where the focus comes back to; Safari does not focus a link that is clicked
    box.showModal();
    root.classList.add("viewing");
  });
  box.addEventListener("close", function () {
    root.classList.remove("viewing");
    frame.replaceChildren();
    var link = links[place];
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  });
  box.addEventListener("keydown", function (event) {
    var to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: links.length - 1 }[event.key];
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    go(to);
  });
  frame.addEventListener("touchstart", function (event) {
    startX = event.touches.length === 1 ? event.touches[0].clientX : null;
    startY = event.touches[0].clientY;
  }, { passive: true });
  frame.addEventListener("touchend", function (event) {
    if (startX === null) return;
    var x = event.changedTouches[0].clientX - startX, y = event.changedTouches[0].clientY - startY;
    startX = null;
    if (Math.abs(x) > 40 && Math.abs(x) > Math.abs(y) * 1.5) go(place + (x < 0 ? 1 : -1));
  }, { passive: true });
})(document.documentElement);
