/* Videos with their poster, and files that readers may download. */
import { Node, pm } from "django-prose-editor/editor";

const { t, make, field, button, answer, open, suggest, uploads, pictures, readCaption, writeCaption, around, place } = window.deskAsk;
const VIDEOS = ".mp4,.m4v,.webm", DOCUMENTS = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.zip,.csv,.txt";

// Chooses one file of the server, or uploads one. `now` is {url, title}.
const chooser = ({ filesUrl, addUrl, kind, accept, word, took }, now) => {
  const [above, input] = field(word, { maxlength: 60 });
  const shown = make("p", { class: "d-ask-now", role: "status" });
  const state = { ...now };
  const show = () => { shown.textContent = state.url ? t("Chosen: %s", state.title || state.url.split("/").pop()) : t("Nothing chosen yet"); };
  const take = (row) => { Object.assign(state, row); input.value = ""; show(); took?.(row); };
  const found = suggest(input, {
    name: word,
    look: async (typed) => (await answer(`${filesUrl}?kind=${kind}&q=${encodeURIComponent(typed)}`)).rows,
    take,
  });
  const brought = uploads({ url: addUrl, name: "uploads", accept, word: t("Upload a file"), done: take });
  show();
  if (state.url && !state.title) answer(`${filesUrl}?at=${encodeURIComponent(state.url)}`).then(({ rows }) => { if (rows[0]?.url === state.url) { state.title = rows[0].title; show(); } }).catch(() => {}); // else its stored name is shown
  return { parts: [shown, make("div", { class: "d-ask-bar" }, above, ...brought.parts), ...found.parts], state, input };
};

const editVideo = (editor, options, old) => {
  const file = old?.node.firstChild?.attrs || {}, said = readCaption(old && old.node.childCount > 1 ? old.node.lastChild : null);
  const chosen = chooser({ ...options, kind: "video", accept: VIDEOS, word: t("Video by its name") }, { url: file.src });
  let poster = file.poster || "";
  const picture = make("img", { class: "d-ask-poster", alt: t("Poster"), src: poster || null, hidden: !poster });
  const library = pictures({
    ...options, several: false, name: t("Poster: the picture until it plays"), has: (url) => url === poster,
    toggle: (row) => { poster = poster === row.url ? "" : row.url; picture.hidden = !poster; if (poster) picture.src = row.thumb || poster; },
  });
  const [first, words] = field(t("Caption of the video"), { value: said.words, maxlength: 300 }), [second, credit] = field(t("Credit"), { value: said.credit, maxlength: 60 });
  return open({
    title: old ? t("Edit the video") : t("Insert a video"),
    wide: true,
    parts: [...chosen.parts, picture, library.element, first, second],
    submit: old ? t("Update") : t("Insert"),
    take: async () => {
      if (!chosen.state.url) { chosen.input.focus(); throw new Error(t("Choose a video, or upload one as MP4 or WebM.")); }
      return { type: "video", content: [{ type: "videoFile", attrs: { src: chosen.state.url, poster: poster || null } }, ...writeCaption({ ...said, words: words.value, credit: credit.value })] };
    },
  }).then((made) => { if (made) place(editor, made, old, pm.history); else editor.commands.focus(); });
};

export const VideoFile = Node.create({
  name: "videoFile",
  atom: true,
  selectable: false,
  addAttributes() { return { src: { default: null }, poster: { default: null } }; },
  parseHTML() { return [{ tag: "video[src]" }]; },
  renderHTML({ HTMLAttributes }) { return ["video", HTMLAttributes]; },
  addNodeView() {
    return ({ node }) => ({ dom: make("video", { src: node.attrs.src, poster: node.attrs.poster, controls: true, preload: "none", "aria-label": t("Video"), contenteditable: "false" }), stopEvent: () => true });
  },
});

export const Video = Node.create({
  name: "video",
  group: "block",
  content: "videoFile caption?",
  isolating: true,
  draggable: true,
  addOptions() { return { pickUrl: "", uploadUrl: "", filesUrl: "", addUrl: "" }; },
  parseHTML() { return [{ tag: "figure.video", priority: 60 }]; },
  renderHTML() { return ["figure", { class: "video" }, 0]; },
  addCommands() { return { editVideo: () => ({ editor }) => { editVideo(editor, this.options, around(editor, "video")); return true; } }; },
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const contentDOM = make("div"), missing = make("span", { class: "d-soon" });
      const tool = button(t("Edit the video"), () => { const pos = getPos(); editVideo(editor, this.options, { node: editor.state.doc.nodeAt(pos), pos }); });
      const bar = make("div", { class: "d-nodebar", contenteditable: "false" }, missing, tool), dom = make("figure", { class: "video" }, bar, contentDOM);
      const show = (now) => { missing.textContent = now.firstChild?.attrs.poster ? "" : t("No poster yet; it is needed before publication."); };
      tool.hidden = !editor.isEditable;
      show(node);
      return { dom, contentDOM, stopEvent: (event) => bar.contains(event.target), ignoreMutation: (change) => change.type !== "selection" && !contentDOM.contains(change.target), update: (now) => { if (now.type.name !== "video") return false; show(now); return true; } };
    };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "video",
      groups: "nodes",
      button: buttons.material("movie", t("Video")),
      active: (editor) => editor.isActive("video"),
      command: (editor) => editor.commands.editVideo(),
    });
  },
});

const editFile = (editor, options, old) => {
  const { href = "", name = "" } = old?.node.attrs || {};
  const [below, title] = field(t("Name that readers see"), { value: name, maxlength: 120 });
  const chosen = chooser({ ...options, kind: "document", accept: DOCUMENTS, word: t("File by its name"), took: (row) => { title.value = row.title; } }, { url: href, title: name });
  return open({
    title: old ? t("Edit the attached file") : t("Attach a file"),
    parts: [...chosen.parts, below],
    submit: old ? t("Update") : t("Insert"),
    take: async () => {
      if (!chosen.state.url) { chosen.input.focus(); throw new Error(t("Choose a file, or upload one.")); }
      if (!title.value.trim()) { title.focus(); throw new Error(t("Give the file a name.")); }
      return { type: "attachment", attrs: { href: chosen.state.url, name: title.value.trim() } };
    },
  }).then((made) => { if (made) place(editor, made, old, pm.history); else editor.commands.focus(); });
};

export const Attachment = Node.create({
  name: "attachment",
  group: "block",
  atom: true,
  draggable: true,
  addOptions() { return { filesUrl: "", addUrl: "" }; },
  addAttributes() { return { href: { default: "", rendered: false }, name: { default: "", rendered: false } }; },
  parseHTML() {
    return [{ tag: "p.file", priority: 60, getAttrs: (element) => { const link = element.querySelector("a[href]"); return link ? { href: link.getAttribute("href"), name: link.textContent.trim() } : false; } }];
  },
  renderHTML({ node }) { return ["p", { class: "file" }, ["a", { href: node.attrs.href }, node.attrs.name]]; },
  renderText({ node }) { return node.attrs.name; },
  addCommands() { return { editAttachment: () => ({ editor }) => { editFile(editor, this.options, around(editor, "attachment")); return true; } }; },
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const tool = button(t("Edit the attached file"), () => { const pos = getPos(); editFile(editor, this.options, { node: editor.state.doc.nodeAt(pos), pos }); });
      tool.hidden = !editor.isEditable;
      const dom = make("div", { class: "d-file", contenteditable: "false" }, make("span", { class: "material-icons", "aria-hidden": "true" }, "attach_file"), make("b", {}, node.attrs.name), make("span", { class: "d-quiet" }, node.attrs.href.split(".").pop().toUpperCase()), tool);
      return { dom, stopEvent: (event) => event.target === tool, ignoreMutation: () => true };
    };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "attachment",
      groups: "nodes",
      button: buttons.material("attach_file", t("Attached file")),
      active: (editor) => editor.isActive("attachment"),
      command: (editor) => editor.commands.editAttachment(),
    });
  },
});
