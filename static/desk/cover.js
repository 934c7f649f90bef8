/* The cover: chosen in the library's window, the first picture of the text, or none; its crops follow at once. The server
   draws the same crops and takes the first picture by itself, so nothing here is needed to save. */
"use strict";
(() => {
  const form = document.getElementById("article_form"), box = document.getElementById("d-cover");
  if (!form || !box) return;
  const cover = form.elements.cover, none = form.elements.no_cover, said = document.getElementById("d-cover-said"), focus = document.getElementById("d-cover-focus");
  const t = (word) => (window.gettext ? window.gettext(word) : word);
  // As news/media/crops.py: the largest part with that ratio, in which the focal point lies as in the whole.
  const view = ({ width, height, focus: [x, y] }, ratio) => {
    const [across, down] = ratio.split(":").map(Number);
    const wide = Math.max(1, Math.min(width, Math.round((height * across) / down))), high = Math.max(1, Math.min(height, Math.round((wide * down) / across)));
    return [Math.round(((width - wide) * x) / 100), Math.round(((height - high) * y) / 100), wide, high].join(" ");
  };
  const draw = (picture, words = "") => {
    box.hidden = !picture;
    said.textContent = words;
    if (!picture) return;
    box.querySelectorAll("svg").forEach((svg) => {
      const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
      Object.entries({ href: picture.thumb, width: picture.width, height: picture.height }).forEach(([key, value]) => image.setAttribute(key, value));
      svg.setAttribute("viewBox", view(picture, svg.dataset.ratio));
      svg.replaceChildren(image);
    });
    if (focus) focus.href = focus.dataset.url.replace("/0/", `/${picture.id}/`);
  };
  const known = new Map();
  const look = async (address) => {
    if (!known.has(address)) {
      const answer = await fetch(`${form.dataset.pictureUrl}?url=${encodeURIComponent(address)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      known.set(address, await answer.json());
    }
    return known.get(address);
  };
  const first = () => document.querySelector(".ProseMirror[contenteditable=true] img[src^='/media/']")?.getAttribute("src");
  const changed = () => cover.dispatchEvent(new Event("input", { bubbles: true }));
  const take = async (address) => {
    const picture = await look(address).catch(() => null);
    if (!picture?.found) { said.textContent = t(picture ? "This picture is not in the library." : "The server does not answer; try again."); return; }
    cover.value = picture.id;
    none.checked = false;
    draw(picture);
    changed();
  };

  // Nothing chosen: what the server will take is shown, as the text changes.
  let offered = null, timer = 0;
  const offer = async () => {
    if (cover.value || none.checked) { offered = null; return; }
    const address = first() || "";
    if (address === offered) return;
    offered = address;
    const picture = address ? await look(address).catch(() => null) : null;
    if (offered === address && !cover.value && !none.checked) draw(picture?.found ? picture : null, picture?.found ? said.dataset.first : "");
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(offer, 500); };

  window.CKEDITOR = window.CKEDITOR || {};
  window.CKEDITOR.tools = window.CKEDITOR.tools || {};
  const before = window.CKEDITOR.tools.callFunction;
  window.CKEDITOR.tools.callFunction = (number, url, data) => {
    if (number === "cover") take(url);
    else before?.call(window.CKEDITOR.tools, number, url, data);
  };
  form.addEventListener("click", (event) => {
    const act = event.target.closest("[data-cover]")?.dataset.cover;
    if (act === "pick") window.open(`${form.dataset.pickerUrl}&CKEditorFuncNum=cover`, "_blank", "width=960,height=720");
    if (act === "first") {
      const address = first();
      if (address) take(address);
      else said.textContent = t("The body has no picture from the library yet.");
    }
  });
  none.addEventListener("change", () => {
    if (none.checked) { cover.value = ""; draw(null); changed(); }
    offered = null;
    soon();
  });
  if (none.disabled) return;
  document.addEventListener("input", soon);
  document.addEventListener("prose-editor:ready", () => {
    soon();
    const area = document.querySelector(".ProseMirror[contenteditable=true]");
    if (area) new MutationObserver(soon).observe(area, { childList: true, subtree: true });
  }, true);
})();
