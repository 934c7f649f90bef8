/* Groups of pictures: a dialog in which they are chosen, ordered (dragged, or with the arrow keys) and described. */
import { Figure as StockFigure, Node, pm } from "django-prose-editor/editor";

const { t, make, field, button, open, pictures, readCaption, writeCaption, around, place } = window.deskAsk;

class Pile {
  constructor(items, most) {
    this.items = [];
    this.most = most;
    this.list = make("ol", { class: "d-ask-pile", "aria-label": t("Pictures of the group, in order") });
    this.said = make("p", { class: "d-quiet", role: "status" });
    this.list.addEventListener("dragover", (event) => {
      if (!this.dragged) return;
      event.preventDefault();
      const row = event.target.closest("li");
      if (!row || row === this.dragged.row) return;
      const box = row.getBoundingClientRect();
      this.move(this.dragged, this.items.findIndex((item) => item.row === row) + (event.clientY > box.top + box.height / 2 ? 1 : 0), false);
    });
    this.list.addEventListener("drop", (event) => event.preventDefault());
    items.forEach((item) => this.add(item));
  }

  has(url) { return this.items.some((item) => item.src === url); }

  toggle(row) {
    const there = this.items.find((item) => item.src === row.url);
    if (there) this.remove(there);
    else if (this.items.length >= this.most) this.said.textContent = t("A group holds %s pictures at most.", this.most);
    else this.add({ src: row.url, thumb: row.thumb, alt: row.alt || "", words: row.caption || "", credit: row.credit || "" });
  }

  add(item) {
    item.handle = button("⠿", () => {}, { class: "d-btn d-ask-grip", draggable: "true" });
    item.handle.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
      if (by) { event.preventDefault(); this.step(item, by, item.handle); }
    });
    item.handle.addEventListener("dragstart", (event) => { this.dragged = item; event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", ""); event.dataTransfer.setDragImage(item.row, 20, 20); });
    item.handle.addEventListener("dragend", () => { this.dragged = null; this.tell(item); });
    item.up = button("↑", () => this.step(item, -1, item.up));
    item.down = button("↓", () => this.step(item, 1, item.down));
    item.off = button("✕", () => this.remove(item));
    const fields = [["alt", t("What is to be seen")], ["words", t("Caption")], ["credit", t("Credit")]].map(([name, word]) => {
      const [both, input] = field(word, { value: item[name], maxlength: name === "credit" ? 60 : 300 });
      input.addEventListener("input", () => { item[name] = input.value; });
      return both;
    });
    item.row = make("li", {}, item.handle, make("img", { src: item.thumb || item.src, alt: "" }), make("div", {}, ...fields), make("span", { class: "d-ask-moves" }, item.up, item.down, item.off));
    this.items.push(item);
    this.list.append(item.row);
    this.name();
  }

  remove(item) {
    const at = this.items.indexOf(item), held = item.row.contains(document.activeElement);
    this.items.splice(at, 1);
    item.row.remove();
    this.name();
    this.changed?.();
    if (held) (this.items[at] || this.items[at - 1])?.off.focus();
  }

  // `to` counts before the move.
  move(item, to, speak = true) {
    const from = this.items.indexOf(item), at = to > from ? to - 1 : to;
    if (at === from || at < 0 || at >= this.items.length) return;
    this.items.splice(from, 1);
    this.items.splice(at, 0, item);
    this.list.insertBefore(item.row, this.items[at + 1]?.row || null);
    this.name();
    if (speak) this.tell(item);
  }

  step(item, by, held) {
    const from = this.items.indexOf(item);
    this.move(item, by > 0 ? from + 2 : from - 1);
    (held.disabled ? item.handle : held).focus();
  }

  tell(item) { this.said.textContent = t("Now number %s of %s", this.items.indexOf(item) + 1, this.items.length); }

  name() {
    const many = this.items.length;
    this.items.forEach((item, n) => {
      const names = [[item.handle, t("Move picture %s of %s: drag, or arrow keys", n + 1, many)], [item.up, t("Picture %s up", n + 1)], [item.down, t("Picture %s down", n + 1)], [item.off, t("Take picture %s out", n + 1)]];
      names.forEach(([element, word]) => { element.title = word; element.setAttribute("aria-label", word); });
      item.up.disabled = n === 0;
      item.down.disabled = n === many - 1;
    });
    this.said.textContent = t("%s of at most %s pictures", many, this.most);
  }
}

const read = (node) => {
  const items = [];
  let caption = null;
  node.forEach((child) => {
    if (child.type.name === "caption") caption = child;
    else { const { src, alt } = child.firstChild.attrs; items.push({ src, alt: alt || "", ...readCaption(child.childCount > 1 ? child.lastChild : null) }); }
  });
  return { items, whole: readCaption(caption) };
};

const edit = (editor, options, old) => {
  const { items, whole } = old ? read(old.node) : { items: [], whole: readCaption(null) };
  const pile = new Pile(items, options.most);
  const library = pictures({ ...options, several: true, name: t("Add pictures"), has: (url) => pile.has(url), toggle: (row) => pile.toggle(row) });
  pile.changed = library.mark;
  const [above, caption] = field(t("Caption of the whole group"), { value: whole.words, maxlength: 300 });
  return open({
    title: old ? t("Edit the group of pictures") : t("Insert a group of pictures"),
    wide: true,
    parts: [pile.said, pile.list, library.element, above],
    submit: old ? t("Update") : t("Insert"),
    take: async () => {
      if (pile.items.length < 2) throw new Error(t("A group needs two pictures at least; a single one is a figure."));
      return {
        type: "group",
        content: [
          ...pile.items.map((item) => ({ type: "figure", content: [{ type: "image", attrs: { src: item.src, alt: item.alt.trim() } }, ...writeCaption(item)] })),
          ...writeCaption({ ...whole, words: caption.value }),
        ],
      };
    },
  }).then((made) => { if (made) place(editor, made, old, pm.history); else editor.commands.focus(); });
};

// In a group a figure without its caption stays a figure; elsewhere the stock editor leaves the bare picture.
export const Figure = StockFigure.extend({
  addCommands() {
    const stock = this.parent();
    return {
      ...stock,
      toggleCaption: () => (props) => {
        const { state, dispatch } = props, { $from } = state.selection;
        for (let depth = $from.depth; depth > 1; depth -= 1) {
          const figure = $from.node(depth);
          if (figure.type.name !== "figure" || figure.childCount < 2 || $from.node(depth - 1).type.name !== "group") continue;
          const from = $from.start(depth) + figure.firstChild.nodeSize;
          dispatch?.(state.tr.delete(from, from + figure.lastChild.nodeSize));
          return true;
        }
        return stock.toggleCaption()(props);
      },
    };
  },
});

export const Group = Node.create({
  name: "group",
  group: "block",
  content: "figure+ caption?",
  isolating: true,
  draggable: true,
  addOptions() { return { pickUrl: "", uploadUrl: "", most: 12 }; },
  parseHTML() { return [{ tag: "figure.group", priority: 60 }]; },
  renderHTML() { return ["figure", { class: "group" }, 0]; },
  addCommands() { return { editGroup: () => ({ editor }) => { edit(editor, this.options, around(editor, "group")); return true; } }; },
  addNodeView() {
    return ({ editor, getPos }) => {
      const contentDOM = make("div", { class: "d-group" });
      const tool = button(t("Edit the group of pictures"), () => { const pos = getPos(), node = editor.state.doc.nodeAt(pos); edit(editor, this.options, { node, pos }); });
      const bar = make("div", { class: "d-nodebar", contenteditable: "false" }, tool), dom = make("figure", { class: "group" }, bar, contentDOM);
      tool.hidden = !editor.isEditable;
      return { dom, contentDOM, stopEvent: (event) => bar.contains(event.target), ignoreMutation: (change) => change.type !== "selection" && !contentDOM.contains(change.target) };
    };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "group",
      groups: "nodes",
      button: buttons.material("photo_library", t("Group of pictures")),
      active: (editor) => editor.isActive("group"),
      command: (editor) => editor.commands.editGroup(),
    });
  },
});
