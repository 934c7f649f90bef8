/* What the stock editor lacks of the allow-list (news/text/sanitise.py): a table's caption, a header's scope, the spans of
   credits and datelines. An export replaces the stock extension of its name. */
import { Fullscreen as StockFullscreen, Mark, Table as StockTable, TableHeader as StockHeader, updateAttrsDialog } from "django-prose-editor/editor";

const t = (word) => (window.gettext ? window.gettext(word) : word);

export const NewsSpan = Mark.create({
  name: "newsSpan",
  // What the editor would write into the page as a style element, and the page's policy refuses, stands in desk.css.
  onBeforeCreate() { this.editor.options.injectCSS = false; },
  addOptions() { return { classes: [] }; },
  addAttributes() { return { class: { default: null, parseHTML: (element) => this.options.classes.find((name) => element.classList.contains(name)) || null } }; },
  parseHTML() { return this.options.classes.map((name) => ({ tag: `span.${name}` })); },
  renderHTML({ HTMLAttributes }) { return ["span", HTMLAttributes, 0]; },
  addMenuItems(bar) {
    // These marks come with pasted text and have keys; a news editor's bar is for what news needs.
    ["underline", "strike", "subscript", "superscript"].forEach((name) => { delete bar._definedItems[name]; });
    // Pictures of this device; a telephone has its camera besides.
    [["pictures", "add_photo_alternate", t("Pictures from this device")], ["camera", "photo_camera", t("Take a photograph")]].forEach(([name, sign, title]) => bar.menu.defineItem({
      name,
      groups: "nodes",
      button: bar.buttons.material(sign, title),
      command() { document.dispatchEvent(new CustomEvent("desk:pictures", { detail: { camera: name === "camera" } })); },
      hidden: () => !document.getElementById("d-intake") || (name === "camera" && !matchMedia("(pointer: coarse)").matches),
    }));
    bar.menu.defineItem({
      name: "typography",
      groups: "utility",
      button: bar.buttons.text(t("Set signs"), t("Set signs: signs and blanks as newspapers have them")),
      command(editor) { editor.view.dom.dispatchEvent(new CustomEvent("desk:typography", { bubbles: true, detail: { editor } })); },
      hidden: (editor) => !document.getElementById("d-typo") || editor.isActive("table"), // the table's own buttons fill the bar
    });
  },
});

export const Table = StockTable.extend({
  addAttributes() {
    return { ...this.parent?.(), caption: { default: null, rendered: false, parseHTML: (element) => element.querySelector(":scope > caption")?.textContent.trim() || null } };
  },
  // Its words are an attribute of the table; as content they would be taken for a row.
  parseHTML() { return [...this.parent(), { tag: "caption", ignore: true }]; },
  renderHTML(props) {
    const [tag, attributes, ...rest] = this.parent(props), { caption } = props.node.attrs;
    return caption ? [tag, attributes, ["caption", caption], ...rest] : [tag, attributes, ...rest];
  },
  addNodeView() {
    const make = this.parent();
    return (props) => {
      const view = make(props), shown = document.createElement("caption"), update = view.update;
      shown.contentEditable = "false";
      const show = (node) => { shown.textContent = node.attrs.caption || ""; if (node.attrs.caption) view.table.prepend(shown); else shown.remove(); };
      show(props.node);
      view.update = (node) => { if (!update(node)) return false; show(node); return true; };
      return view;
    };
  },
  addMenuItems(bar) {
    this.parent?.(bar);
    bar.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: bar.buttons.material("subtitles", t("Caption of the table")),
      hidden: (editor) => !editor.isActive("table"),
      command: async (editor) => {
        const ask = updateAttrsDialog({ caption: { type: "string", title: t("Caption") } }, { title: t("Caption of the table") });
        const given = await ask(editor, { caption: editor.getAttributes("table").caption || "" });
        if (given) editor.chain().focus().updateAttributes("table", { caption: given.caption.trim() || null }).run();
      },
    });
  },
});

export const TableHeader = StockHeader.extend({
  addAttributes() { return { ...this.parent?.(), scope: { default: null } }; },
});

// Esc leaves the full screen wherever the focus is, but for a dialog or a list that takes it itself.
export const Fullscreen = StockFullscreen.extend({
  onCreate() {
    this.storage.leave = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !this.storage.fullscreen || document.querySelector("dialog[open],:popover-open")) return;
      this.editor.commands.toggleFullscreen();
    };
    document.addEventListener("keydown", this.storage.leave);
  },
  onDestroy() { document.removeEventListener("keydown", this.storage.leave); },
});
