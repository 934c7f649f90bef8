// Blocking and small: what changes the first paint is set before it. Choices are kept on this device only.
(function (root) {
  function kept(key) {
    try { return window.localStorage.getItem("hh-" + key); } catch (e) { return null; /* private window: system settings */ }
  }
  root.classList.add("js");
  if (navigator.share) root.classList.add("can-share");
  if (window.speechSynthesis && window.SpeechSynthesisUtterance) root.classList.add("can-speak");
  ["theme", "mode", "size"].forEach(function (key) {
    var value = kept(key);
    if (value) root.setAttribute("data-" + key, value);
  });
  // The line of breaking news that was closed here stays closed; the next one shows.
  if (root.dataset.breaking && kept("closed") === root.dataset.breaking) root.classList.add("no-breaking");
})(document.documentElement);
