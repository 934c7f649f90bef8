/* Find and replace in the text. Plain text, also across bold and links, never across paragraphs; what is found is marked by decorations,
   so the text itself stays untouched until something is replaced. Replacing all is one step to undo. */
import { Extension, pm } from "django-prose-editor/editor";

const { closeHistory } = pm.history, { Plugin, PluginKey, TextSelection } = pm.state, { Decoration, DecorationSet } = pm.view;
const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
const key = new PluginKey("find");
const LONGEST = 100;
const nothing = { query: "", cased: false, found: [], at: -1 };

// A letter whose small form has another length would shift all that follows; such a text is compared as it stands.
const small = (text) => { const low = text.toLowerCase(); return low.length === text.length ? low : text; };
const search = (doc, query, cased) => {
  const found = [], wanted = cased ? query : small(query);
  if (wanted) doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    let text = "";
    node.forEach((child) => { text += child.isText ? child.text : "\ufffc".repeat(child.nodeSize); });
    if (!cased) text = small(text);
    for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length)) found.push({ from: pos + 1 + i, to: pos + 1 + i + wanted.length });
    return false;
  });
  return found;
};
// The one at or after a place, else the first.
const nearest = (found, place) => { const n = found.findIndex((match) => match.from >= place); return n < 0 && found.length ? 0 : n; };

const plugin = () => new Plugin({
  key,
  state: {
    init: () => nothing,
    apply(tr, before) {
      const asked = tr.getMeta(key);
      if (!asked && !(tr.docChanged && before.query)) return before;
      const { query, cased } = { ...before, ...asked };
      const found = search(tr.doc, query, cased);
      const old = before.found[before.at], place = asked?.place ?? (old ? tr.mapping.map(old.from) : tr.selection.from);
      return { query, cased, found, at: asked?.at ?? nearest(found, place) };
    },
  },
  props: {
    decorations(state) {
      const { found, at } = key.getState(state);
      return DecorationSet.create(state.doc, found.map(({ from, to }, n) => Decoration.inline(from, to, { class: n === at ? "d-hit d-hit-on" : "d-hit" })));
    },
  },
});

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
};
let panels = 0;

class Panel {
  constructor(editor) {
    this.editor = editor;
    const id = `d-fr-${++panels}`, button = (word, act, title = "") => {
      const made = element("button", { type: "button", class: "d-btn", ...(title && { title, "aria-label": title }) }, word);
      made.addEventListener("click", act);
      return made;
    };
    const field = (name, word) => [element("label", { for: `${id}-${name}` }, word), element("input", { id: `${id}-${name}`, type: "text", maxlength: LONGEST, autocomplete: "off", spellcheck: "false" })];
    const [findLabel, find] = field("find", t("Find")), [withLabel, put] = field("with", t("Replace with"));
    this.find = find;
    this.put = put;
    this.said = element("output", { for: find.id, class: "d-fr-n", "aria-live": "polite" });
    this.cased = element("input", { type: "checkbox" });
    this.moves = [button("↑", () => this.step(-1), t("Previous match (Shift+Enter)")), button("↓", () => this.step(1), t("Next match (Enter)"))];
    this.changes = [button(t("Replace"), () => this.replace()), button(t("Replace all"), () => this.replaceAll())];
    this.dom = element("div", { class: "d-fr", role: "search", "aria-label": t("Find and replace") },
      element("div", { class: "d-fr-row" }, findLabel, find, this.said, ...this.moves, button("✕", () => this.close(), t("Close (Esc)"))),
      element("div", { class: "d-fr-row" }, withLabel, put, ...this.changes, element("label", { class: "d-fr-case" }, this.cased, t("Match case"))));
    this.dom.hidden = true;
    const look = () => this.look({ query: find.value, cased: this.cased.checked, place: editor.state.selection.from });
    // What is typed here is no change of the story: nothing to keep as a draft.
    this.dom.addEventListener("input", (event) => { event.stopPropagation(); if (event.target !== put && !event.isComposing) look(); });
    this.dom.addEventListener("change", (event) => event.stopPropagation());
    find.addEventListener("compositionend", look);
    this.dom.addEventListener("keydown", (event) => this.keydown(event));
    editor.view.dom.before(this.dom);
    editor.on("transaction", () => { if (!this.dom.hidden) this.show(); });
  }

  get state() { return key.getState(this.editor.state); }

  keydown(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const command = event.ctrlKey || event.metaKey, letter = event.key.toLowerCase();
    if (event.key === "Escape") this.close();
    else if (command && !event.altKey && !event.shiftKey && (letter === "f" || letter === "h")) { const to = letter === "f" ? this.find : this.put; to.focus(); to.select(); }
    else if (event.key === "Enter" && !command && event.target === this.find) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && !command && event.target === this.put) this.replace();
    else if (!(event.key === "Enter" && !command && event.target === this.cased)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  open(field) {
    const { state, view } = this.editor, { from, to, $from, $to } = state.selection;
    const chosen = $from.sameParent($to) && to - from <= LONGEST ? state.doc.textBetween(from, to) : "";
    if (chosen) this.find.value = chosen;
    this.dom.style.setProperty("--under", `${view.dom.parentElement.querySelector(".prose-menubar")?.offsetHeight || 0}px`);
    this.dom.hidden = false;
    this.look({ query: this.find.value, cased: this.cased.checked, place: from });
    const target = field === "with" && this.find.value ? this.put : this.find;
    target.focus();
    target.select();
  }

  close() {
    this.dom.hidden = true;
    this.editor.view.dispatch(this.editor.state.tr.setMeta(key, nothing));
    this.editor.view.focus();
  }

  look(asked) {
    this.editor.view.dispatch(this.editor.state.tr.setMeta(key, asked));
    this.reveal();
  }

  step(by) {
    const { found, at } = this.state;
    if (!found.length) return;
    const next = (at + by + found.length) % found.length, { doc, tr } = this.editor.state;
    this.editor.view.dispatch(tr.setSelection(TextSelection.create(doc, found[next].from, found[next].to)).setMeta(key, { at: next }));
    this.reveal();
  }

  // The words take over the marks that the first replaced letter had.
  swap(tr, { from, to }) {
    const text = this.put.value;
    if (text) tr.replaceWith(from, to, this.editor.schema.text(text, tr.doc.nodeAt(from).marks)); else tr.delete(from, to);
  }

  replace() {
    const { found, at } = this.state, { view, state } = this.editor;
    if (!found.length || !this.editor.isEditable) return;
    const tr = closeHistory(state.tr);
    this.swap(tr, found[at]);
    const place = found[at].from + this.put.value.length;
    view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(place))).setMeta(key, { place }));
    this.reveal();
  }

  replaceAll() {
    const { found } = this.state, { view, state } = this.editor;
    if (!found.length || !this.editor.isEditable) return;
    const tr = closeHistory(state.tr);
    [...found].reverse().forEach((match) => this.swap(tr, match));
    view.dispatch(tr);
    view.dispatch(closeHistory(view.state.tr)); // what is typed next is a step of its own
    this.said.textContent = t("%s replaced", found.length);
  }

  show() {
    const { query, found, at } = this.state;
    this.said.textContent = !query ? "" : found.length ? t("%s of %s", at + 1, found.length) : t("Not found");
    this.said.classList.toggle("d-bad", Boolean(query) && !found.length);
    const focused = document.activeElement;
    this.moves.forEach((button) => { button.disabled = !found.length; });
    this.changes.forEach((button) => { button.disabled = !found.length || !this.editor.isEditable; });
    if (focused?.disabled && this.dom.contains(focused)) this.find.focus(); // a button that goes out would take the focus along
  }

  reveal() { this.editor.view.dom.querySelector(".d-hit-on")?.scrollIntoView({ block: "center" }); }
}

export const FindReplace = Extension.create({
  name: "findReplace",
  addStorage() { return { panel: null }; },
  addProseMirrorPlugins() { return [plugin()]; },
  onDestroy() { this.storage.panel?.dom.remove(); },
  addCommands() {
    const { storage } = this;
    return { findReplace: (field = "find") => ({ editor }) => {
      // after the command: its own transaction must be out first
      setTimeout(() => { storage.panel ||= new Panel(editor); storage.panel.open(field); });
      return true;
    } };
  },
  addKeyboardShortcuts() {
    return { "Mod-f": () => this.editor.commands.findReplace(), "Mod-h": () => this.editor.commands.findReplace("with"), "Mod-Alt-f": () => this.editor.commands.findReplace("with") };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "findReplace",
      groups: "utility",
      button: buttons.material("find_replace", t("Find and replace (Ctrl+F, Ctrl+H)")),
      command: (editor) => editor.commands.findReplace(),
    });
  },
});
