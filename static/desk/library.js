/* What the text editor's tools choose from: pictures of the library, files of the server, and uploads to both. */
"use strict";
(() => {
  const ask = window.deskAsk, { t, make, field, button, answer } = ask;
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  const send = (url, name, file, more, told) => new Promise((resolve, reject) => {
    const data = new FormData(), request = new XMLHttpRequest();
    Object.entries(more).forEach(([key, value]) => data.append(key, value));
    data.append(name, file);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) told(Math.round((event.loaded / event.total) * 100)); });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response?.url) resolve(request.response);
      else reject(new Error(request.response?.refused || (request.status === 413 ? t("The file is too large for the server.") : t("The server did not take it (%s). Sign in again or try later.", request.status))));
    });
    request.addEventListener("error", () => reject(new Error(t("The connection broke off."))));
    request.send(data);
  });
  // A button that uploads, with a line for each file that is on its way or was refused. One after the other; `done(answer)` for each.
  ask.uploads = ({ url, name, accept, several, word, more = {}, done }) => {
    const input = make("input", { type: "file", accept, multiple: several, class: "visually-hidden" });
    const lines = make("ul", { class: "d-ask-up", "aria-live": "polite" });
    let last = Promise.resolve();
    const begin = (file, line) => {
      const said = make("span", {}, t("Waiting"));
      line.replaceChildren(make("b", {}, file.name), said);
      last = last.then(async () => {
        try {
          const row = await send(url, name, file, more, (part) => { said.textContent = part < 100 ? `${part}%` : t("Being checked"); });
          line.dispatchEvent(new Event("change", { bubbles: true }));
          line.remove();
          done(row);
        } catch (error) {
          said.textContent = error.message;
          said.className = "d-bad";
          line.append(button(t("Retry"), () => begin(file, line)), button(t("Forget it"), () => line.remove()));
        }
      });
    };
    input.addEventListener("change", () => {
      [...input.files].forEach((file) => { const line = make("li"); lines.append(line); begin(file, line); });
      input.value = "";
    });
    return { parts: [make("label", { class: "d-btn" }, word, input), lines] };
  };

  // The newest pictures with a search, each a button that is pressed while it is chosen.
  ask.pictures = ({ pickUrl, uploadUrl, several, has, toggle, name }) => {
    const [search, input] = field(t("Search the library"), { type: "search", maxlength: 60 });
    const grid = make("ul", { class: "d-ask-pics" }), said = make("p", { class: "d-quiet", role: "status" });
    let rows = [], asked = 0, timer;
    const show = () => grid.replaceChildren(...rows.map((row) => {
      const image = make("img", { src: row.thumb, alt: row.alt || row.caption || t("picture %s", row.id), loading: "lazy" });
      const one = make("button", { type: "button", "aria-pressed": String(has(row.url)), title: row.caption || row.alt || null }, image, row.ended ? make("span", { class: "d-exp d-exp-bad" }, t("rights ended")) : null);
      one.addEventListener("click", () => { toggle(row); mark(); one.dispatchEvent(new Event("change", { bubbles: true })); });
      one.dataset.url = row.url;
      return make("li", {}, one);
    }));
    const mark = () => [...grid.querySelectorAll("button")].forEach((one) => one.setAttribute("aria-pressed", String(has(one.dataset.url))));
    const look = async (further) => {
      const mine = ++asked, word = input.value.trim();
      try {
        const found = await answer(`${pickUrl}?q=${encodeURIComponent(word)}${further ? `&before=${rows.at(-1).id}` : ""}`);
        if (mine !== asked) return;
        rows = further ? [...rows, ...found.rows] : found.rows;
        show();
        next.hidden = !found.more;
        said.textContent = rows.length ? "" : t("No picture matches.");
      } catch { if (mine === asked) said.textContent = t("The list did not come; try again in a moment."); }
    };
    const next = button(t("More pictures"), () => look(true), { hidden: true });
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(false), 250); });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); clearTimeout(timer); look(false); } });
    const brought = ask.uploads({
      url: uploadUrl, name: "pictures", accept: "image/*,.heic,.heif,.avif", several, word: several ? t("Upload pictures") : t("Upload a picture"), more: { words_from_file: "on" },
      done: (row) => { rows = [row, ...rows.filter((other) => other.url !== row.url)]; if (!has(row.url)) toggle(row); show(); mark(); },
    });
    look(false);
    return { element: make("fieldset", { class: "d-ask-lib" }, make("legend", {}, name), make("div", { class: "d-ask-bar" }, search, ...brought.parts), said, grid, next), mark };
  };

  // A caption in two parts; one with bold or links in it is only touched if its words are changed here.
  ask.readCaption = (node) => {
    let words = "", credit = "";
    const content = node?.toJSON().content || [];
    content.forEach((part) => { if (part.marks?.some((mark) => mark.type === "newsSpan" && mark.attrs.class === "credit")) credit += part.text || ""; else words += part.text || ""; });
    return { words, credit, content, was: JSON.stringify([words, credit]) };
  };
  ask.writeCaption = ({ words = "", credit = "", content = [], was = "" }) => {
    if (was === JSON.stringify([words, credit])) return content.length ? [{ type: "caption", content }] : [];
    const parts = [];
    if (words.trim()) parts.push({ type: "text", text: words.trim() });
    if (credit.trim()) parts.push({ type: "text", text: credit.trim(), marks: [{ type: "newsSpan", attrs: { class: "credit" } }] });
    return parts.length ? [{ type: "caption", content: parts }] : [];
  };
  // The node of a kind that the cursor is in, with its place; null elsewhere.
  ask.around = (editor, kind) => {
    const { $from, node, from } = editor.state.selection;
    if (node?.type.name === kind) return { node, pos: from };
    for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === kind) return { node: $from.node(depth), pos: $from.before(depth) };
    return null;
  };
  // Writes a node in place of another, or where the cursor is; writing goes on below it. It is one step to undo.
  ask.place = (editor, made, old, { closeHistory }) => {
    const step = () => editor.view.dispatch(closeHistory(editor.state.tr));
    step();
    if (old && editor.state.doc.nodeAt(old.pos)?.type === old.node.type) {
      const { state, view } = editor, size = state.doc.nodeAt(old.pos).nodeSize;
      view.dispatch(state.tr.replaceWith(old.pos, old.pos + size, state.schema.nodeFromJSON(made)));
      editor.commands.focus();
    } else editor.chain().focus().insertContent([made, { type: "paragraph" }]).run();
    step();
  };
})();
