/* The link tool: a story of the site by title or number, a channel, or an address from elsewhere, which the server looks at. */
import { Link as StockLink } from "django-prose-editor/editor";

const { t, field, answer, open, suggest } = window.deskAsk;

const ask = (url, now) => {
  let title = "";
  const [where, address] = field(t("Address, or title or number of a story"), { value: now.href || "", spellcheck: "false", maxlength: 2000 });
  const [hint, note] = field(t("Hint (shown under the pointer)"), { value: now.title || "", maxlength: 200 });
  const found = suggest(address, {
    name: t("Stories and channels"),
    look: async (word) => {
      if (/^([a-z][a-z0-9+.-]*:|\/|#|www\.)/i.test(word)) return [];
      const { stories, channels } = await answer(`${url}?q=${encodeURIComponent(word)}`);
      return [...stories, ...channels];
    },
    take: (row) => { address.value = row.url; title = row.title; address.focus(); },
  });
  return open({
    title: now.href ? t("Edit Link") : t("Insert a link"),
    parts: [where, ...found.parts, hint],
    submit: now.href ? t("Update") : t("Insert"),
    ready: () => { address.select(); if (!now.href) found.ask(); },
    take: async () => {
      const typed = address.value.trim();
      let looked;
      try { looked = await answer(`${url}?check=${encodeURIComponent(typed)}`); } catch {
        // Without the server a whole address is taken as it is; saving has the last word.
        looked = /^(https?:\/\/[^\s\\]+|mailto:\S+|tel:[\d+ -]+|\/(?![/\\])\S*)$/i.test(typed) ? { address: typed } : { problem: t("The server did not answer; paste a whole address or try again.") };
      }
      if (looked.problem) { address.focus(); throw new Error(looked.problem); }
      return { href: looked.address, title: note.value.trim() || null, said: title || looked.address };
    },
  });
};

export const Link = StockLink.extend({
  // What is typed behind a link is no part of it, nor is the paragraph that Enter begins there.
  inclusive() { return false; },
  addOptions() { return { ...this.parent?.(), searchUrl: "" }; },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        const now = editor.isActive("link") ? editor.getAttributes("link") : {}, words = !editor.state.selection.empty;
        ask(this.options.searchUrl, now).then((given) => {
          if (!given) { editor.commands.focus(); return; }
          const { said, ...attrs } = given, chain = editor.chain().focus();
          if (now.href) chain.extendMarkRange("link").updateAttributes("link", attrs).run();
          else if (words) chain.setMark("link", attrs).run();
          else chain.insertContent({ type: "text", text: said, marks: [{ type: "link", attrs }] }).unsetMark("link").run();
        });
        return true;
      },
    };
  },
  addMenuItems(bar) {
    this.parent?.(bar);
    bar._definedItems.link.enabled = (editor) => editor.isEditable;
  },
});
