// Blocking and small: theme, layout and text size are set before the first paint. Kept on this device only.
(function (root) {
  root.classList.add("js");
  ["theme", "mode", "size"].forEach(function (key) {
    var value = null;
    try { value = window.localStorage.getItem("hh-" + key); } catch (e) { /* private window: system settings */ }
    if (value) root.setAttribute("data-" + key, value);
  });
})(document.documentElement);
