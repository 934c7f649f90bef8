/* The layout page: drag on the handle, or Space and arrows on it. Either way ends in the same POST as the buttons, which
   work without this file. On a card's page: the library as a window. */
"use strict";
(() => {
  document.documentElement.classList.add("d-js");
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };

  // A card's page
  const pick = document.querySelector("[data-pick]"), picture = document.getElementById("id_picture");
  if (pick && picture) {
    pick.hidden = false;
    pick.addEventListener("click", () => window.open(`${pick.dataset.pick}&CKEditorFuncNum=card`, "_blank", "width=960,height=720"));
    window.CKEDITOR = { tools: { callFunction: (_number, url, data) => {
      picture.value = data.id;
      const box = document.querySelector("#d-focus img");
      if (box) { box.src = url; document.getElementById("id_crop_x")?.dispatchEvent(new Event("input")); }
    } } };
  }

  const form = document.getElementById("d-lay"), act = document.getElementById("d-do"), live = document.getElementById("d-live");
  if (!form || !act) return;
  const send = (words) => { act.disabled = false; act.value = words; form.submit(); };
  const lists = () => $$(".d-cards");
  const isCard = (thing) => thing.matches("[data-card]");
  const cardsOf = (list) => $$("[data-card]", list);
  const blocks = () => $$(".d-block");
  const name = (thing) => (isCard(thing) ? thing.closest("ol").getAttribute("aria-label") : thing.getAttribute("aria-label"));
  const say = (thing) => {
    const all = isCard(thing) ? cardsOf(thing.closest("ol")) : blocks();
    live.textContent = t("%s, place %s of %s", name(thing), all.indexOf(thing) + 1, all.length);
  };
  const drop = (thing) => {
    if (isCard(thing)) {
      const list = thing.closest("ol");
      send(`drop:${thing.dataset.card}:${list.dataset.block}:${cardsOf(list).indexOf(thing)}`);
    } else send(`bdrop:${thing.dataset.block}:${blocks().indexOf(thing)}`);
  };

  // Space takes, arrows move, Space lets go, Esc puts it back.
  let held = null, home = null;
  const shift = (thing, by) => {
    if (!isCard(thing)) {
      const all = blocks(), other = all[all.indexOf(thing) + by];
      if (other) { if (by < 0) other.before(thing); else other.after(thing); }
      return;
    }
    const list = thing.closest("ol"), mine = cardsOf(list), other = mine[mine.indexOf(thing) + by];
    if (other) { if (by < 0) other.before(thing); else other.after(thing); return; }
    const next = lists()[lists().indexOf(list) + by];
    if (next) {
      const there = cardsOf(next);
      if (by > 0 || !there.length) next.prepend(thing); else there[there.length - 1].after(thing);
    }
  };
  const release = () => { held?.classList.remove("d-held"); held = null; };
  $$(".d-grip").forEach((grip) => {
    const thing = grip.closest("[data-card]") || grip.closest(".d-block");
    grip.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Spacebar") {
        event.preventDefault();
        if (held === thing) { release(); live.textContent = t("Put down"); drop(thing); return; }
        held = thing;
        home = [thing.parentNode, thing.nextSibling];
        thing.classList.add("d-held");
        say(thing);
      } else if (held === thing && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        shift(thing, event.key === "ArrowUp" ? -1 : 1);
        grip.focus();
        say(thing);
      } else if (held === thing && event.key === "Escape") {
        event.stopPropagation();
        home[0].insertBefore(thing, home[1]);
        release();
        grip.focus();
        live.textContent = t("Back where it was");
      }
    });
    // The handle alone starts a drag, so that words can still be marked with the mouse.
    grip.addEventListener("pointerdown", () => { thing.draggable = true; });
    grip.addEventListener("pointerup", () => { thing.draggable = false; });
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    const thing = event.target.closest?.("[data-card][draggable=true]") || event.target.closest?.(".d-block[draggable=true]");
    if (!thing) return;
    dragged = thing;
    home = [thing.parentNode, thing.nextSibling];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    thing.classList.add("d-held");
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    if (isCard(dragged)) {
      const list = event.target.closest(".d-block")?.querySelector(".d-cards");
      if (!list) return;
      const over = event.target.closest("[data-card]");
      if (over && over !== dragged) {
        const box = over.getBoundingClientRect();
        if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
      } else if (!over && dragged.closest("ol") !== list) {
        const there = cardsOf(list);
        if (there.length) there[there.length - 1].after(dragged); else list.prepend(dragged);
      }
    } else {
      const over = event.target.closest(".d-block");
      if (over && over !== dragged) {
        const box = over.getBoundingClientRect();
        if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
      }
    }
  });
  let dropped = false;
  document.addEventListener("drop", (event) => { if (dragged) { event.preventDefault(); dropped = true; } });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    const thing = dragged, moved = home[0] !== thing.parentNode || home[1] !== thing.nextSibling;
    thing.classList.remove("d-held");
    thing.draggable = false;
    dragged = null;
    if (!dropped) home[0].insertBefore(thing, home[1]);
    else if (moved) drop(thing);
    dropped = false;
  });

  // After an act the page comes back to the same card or block, and the keyboard with it: once the browser has gone to
  // the address's fragment, which takes the focus away.
  window.addEventListener("load", () => setTimeout(() => {
    const spot = window.location.hash && document.getElementById(window.location.hash.slice(1));
    if (!spot || !spot.matches("[data-card],.d-block")) return;
    spot.querySelector(".d-grip")?.focus({ preventScroll: true });
    spot.scrollIntoView({ block: "center" });
  }));
})();
