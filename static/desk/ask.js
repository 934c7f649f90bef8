/* Dialogs of the text editor's tools. They hang on the page, not in its form: what is typed here is no change of the story. */
"use strict";
window.deskAsk = (() => {
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => { if (value === true) element.setAttribute(name, ""); else if (value !== false && value !== null) element.setAttribute(name, value); });
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  let count = 0;
  const id = (name) => `d-ask-${name}-${++count}`;
  // A field with its label; returns [both, the input].
  const field = (word, attributes = {}, tag = "input") => {
    const input = make(tag, { id: id("f"), autocomplete: "off", ...(tag === "input" && { type: "text" }), ...attributes });
    if (tag === "textarea") { input.value = attributes.value || ""; input.removeAttribute("value"); }
    return [make("p", { class: "d-ask-f" }, make("label", { for: input.id }, word), input), input];
  };
  const button = (word, act, attributes = {}) => { const made = make("button", { type: "button", class: "d-btn", ...attributes }, word); made.addEventListener("click", act); return made; };
  const answer = async (url, options = {}) => {
    const response = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" }, ...options });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  // Opens a dialog and returns what `take` returned, null if it was closed. `take` may refuse by throwing an Error with the words to say.
  const open = ({ title, parts, submit, take, wide = false, ready }) => new Promise((resolve) => {
    const heading = make("h2", { id: id("h") }, title), said = make("p", { class: "d-bad", role: "alert" });
    const go = make("button", { type: "submit", class: "d-btn d-btn-ink" }, submit);
    const form = make("form", { method: "dialog", novalidate: true }, heading, ...parts, said, make("p", { class: "d-row-r" }, button(t("Cancel"), () => dialog.close()), go));
    const dialog = make("dialog", { class: `d-dialog d-ask${wide ? " d-ask-wide" : ""}`, "aria-labelledby": heading.id }, form);
    let given = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      go.disabled = true;
      try { given = await take(); dialog.close(); } catch (error) { said.textContent = error.message; }
      go.disabled = false;
    });
    ["input", "change"].forEach((name) => dialog.addEventListener(name, (event) => { event.stopPropagation(); said.textContent = ""; }));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(given); });
    document.body.append(dialog);
    dialog.showModal();
    ready?.(dialog);
  });

  // A list of suggestions under an input, walked with the arrows, taken with Enter or a click. `look(word)` returns rows {title, said, state}.
  const suggest = (input, { name, look, take }) => {
    const list = make("ul", { id: id("l"), role: "listbox", "aria-label": name, class: "d-ask-l", hidden: true });
    const said = make("p", { class: "d-quiet", role: "status" });
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" }).forEach(([key, value]) => input.setAttribute(key, value));
    let rows = [], at = -1, asked = 0, timer;
    const shut = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (row) => { asked += 1; clearTimeout(timer); shut(); said.textContent = ""; take(row); };
    const mark = (to) => {
      at = (to + rows.length) % rows.length;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      list.children[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const ask = async () => {
      const mine = ++asked;
      try {
        const found = await look(input.value.trim());
        if (mine !== asked) return;
        rows = found;
        shut();
        list.replaceChildren(...rows.map((row, n) => {
          const item = make("li", { id: `${list.id}-${n}`, role: "option", "aria-selected": "false" }, make("b", {}, row.title), make("span", { class: "d-quiet" }, row.said), row.state ? make("span", { class: "d-soon" }, row.state) : null);
          item.addEventListener("mousedown", (event) => event.preventDefault());
          item.addEventListener("click", () => choose(row));
          return item;
        }));
        list.hidden = !rows.length;
        input.setAttribute("aria-expanded", String(rows.length > 0));
        said.textContent = rows.length ? t("%s found", rows.length) : input.value.trim() ? t("Nothing found") : "";
      } catch { if (mine === asked) { shut(); said.textContent = t("The list did not come; try again in a moment."); } }
    };
    input.addEventListener("input", (event) => { clearTimeout(timer); if (!event.isComposing) timer = setTimeout(ask, 200); });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask(); else mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? rows.length - 1 : at - 1);
      } else if (event.key === "Enter" && at >= 0 && !list.hidden) { event.preventDefault(); choose(rows[at]); }
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); shut(); }
    });
    return { parts: [said, list], ask };
  };

  return { t, make, field, button, answer, open, suggest };
})();
