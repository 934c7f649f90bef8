// On a story's page: reading aloud, sharing, and the source line of copied text. Each works without the others.
(function () {
  "use strict";
  var story = document.querySelector(".art"), prose = story && story.querySelector(".prose");
  if (!story) return;
  var address = story.dataset.url, title = story.querySelector("h1").textContent;

  // Share: the system's own sheet. A reader who closes it has not met an error.
  story.querySelectorAll("[data-share]").forEach(function (button) {
    button.addEventListener("click", function () {
      navigator.share({ title: title, url: address }).catch(function () { /* closed by the reader */ });
    });
  });

  // Copying a passage takes its source along, as text and as HTML; whatever fails, the browser copies as ever.
  var LONG = 60;
  document.addEventListener("copy", function (event) {
    var chosen = window.getSelection();
    if (!prose || !event.clipboardData || !chosen || !chosen.rangeCount) return;
    var range = chosen.getRangeAt(0), text = chosen.toString();
    if (text.replace(/\s/g, "").length < LONG || !prose.contains(range.commonAncestorContainer)) return;
    var line = "来源：" + story.dataset.source, box = document.createElement("div"), tail = document.createElement("p");
    box.appendChild(range.cloneContents());
    box.querySelectorAll("a[href]").forEach(function (link) { link.setAttribute("href", link.href); });
    box.querySelectorAll("img[src]").forEach(function (image) { image.setAttribute("src", image.src); });
    tail.textContent = line + " ";
    var link = tail.appendChild(document.createElement("a"));
    link.href = link.textContent = address;
    box.appendChild(tail);
    event.clipboardData.setData("text/plain", text + "\n\n" + line + "\n" + address);
    event.clipboardData.setData("text/html", box.innerHTML);
    event.preventDefault();
  });

  // Read aloud: the headline, then the text paragraph by paragraph. Pausing cancels and remembers the sentence,
  // because pause() does nothing on Android; sentences go out one by one, because long ones are cut off at 15 s.
  var button = story.querySelector("[data-speak]"), voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  var stop = story.querySelector("[data-speak-stop]"), note = story.querySelector("[data-speak-note]");
  var word = button.querySelector("span"), queue = [], place = 0, turn = 0, marked = null, utterance = null;
  var BLOCKS = "p, h2, h3, h4, li, blockquote", MOST = 120;

  function sentences(text) {
    var found = [], held = "";
    (text.match(/[^。！？；!?;]+[。！？；!?;”’」』）]*|[。！？；!?;]+/g) || []).forEach(function (part) {
      if (held && held.length + part.length > MOST) { found.push(held); held = ""; }
      held += part;
      while (held.length > 2 * MOST) { found.push(held.slice(0, MOST)); held = held.slice(MOST); }
    });
    return held ? found.concat(held) : found;
  }
  function collect() {
    var blocks = [story.querySelector("h1")];
    if (prose) prose.querySelectorAll(BLOCKS).forEach(function (block) {
      if (!block.closest("figure, table, .file") && !block.querySelector(BLOCKS)) blocks.push(block);
    });
    queue = [];
    blocks.forEach(function (block) {
      sentences(block.textContent.replace(/\s+/g, " ").trim()).forEach(function (text) {
        queue.push({ block: block, text: text });
      });
    });
  }
  function mark(block) {
    if (marked === block) return;
    if (marked) marked.classList.remove("spoken");
    marked = block;
    if (!block) return;
    block.classList.add("spoken");
    block.scrollIntoView({ block: "nearest" });
  }
  function show(state, said) {
    button.dataset.state = state;
    word.textContent = { "": "朗读", reading: "暂停", paused: "继续" }[state];
    stop.hidden = !state;
    note.textContent = said;
  }
  function silence() {
    turn += 1;
    voice.cancel();
  }
  function end(said) {
    var focused = document.activeElement === stop;
    silence();
    place = 0;
    mark(null);
    show("", said);
    if (focused) button.focus();
  }
  function speaker() {
    var all = voice.getVoices(), chinese = all.filter(function (one) { return /^(zh|cmn)/i.test(one.lang); });
    var mainland = chinese.filter(function (one) { return /CN|Hans/i.test(one.lang); });
    if (all.length && !chinese.length) return null;
    return mainland.filter(function (one) { return one.localService; })[0] || mainland[0] || chinese[0];
  }
  function say() {
    if (place >= queue.length) { end("朗读完毕"); return; }
    var mine = turn, chosen = speaker();
    if (chosen === null) { end("本机没有中文语音，无法朗读"); return; }
    utterance = new window.SpeechSynthesisUtterance(queue[place].text);  // held here: Chromium forgets it otherwise
    utterance.lang = "zh-CN";
    if (chosen) utterance.voice = chosen;
    utterance.onend = function () {
      if (mine !== turn) return;
      place += 1;
      say();
    };
    utterance.onerror = function () { if (mine === turn) end("朗读中断，请再试一次"); };
    mark(queue[place].block);
    voice.speak(utterance);
  }
  button.addEventListener("click", function () {
    if (button.dataset.state === "reading") { silence(); show("paused", "已暂停"); return; }
    if (!button.dataset.state) collect();
    silence();
    show("reading", "");
    say();
  });
  stop.addEventListener("click", function () { end("已停止"); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && button.dataset.state) end("已停止");
  });
  window.addEventListener("pagehide", function () { end(""); });
})();
