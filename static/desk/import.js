/* Story from a file: choosing or dropping one sends it. Progress of pictures: the page's own text, fetched anew. */
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const forms = [...document.querySelectorAll("[data-import]")], said = $("d-importsaid");
  const tell = (words, bad = false) => { if (said) { said.textContent = words; said.classList.toggle("d-bad", bad); } };
  let sent = false;
  forms.forEach((form) => {
    form.addEventListener("submit", (event) => {
      const file = form.querySelector("input[type=file]")?.files[0];
      if (sent) return event.preventDefault();
      if (file && file.size > +form.dataset.most) { event.preventDefault(); return tell(form.dataset.large, true); }
      sent = true;
      tell(form.dataset.wait);
      return undefined;
    });
    form.querySelector("input[type=file]")?.addEventListener("change", (event) => { if (event.target.files.length) form.requestSubmit(); });
  });
  window.addEventListener("pageshow", () => { sent = false; });

  // A Word file that is dropped anywhere, before the text editor sees it; pictures and the rest are the editor's.
  const input = $("d-document");
  const files = (event) => [...(event.dataTransfer?.items || [])].filter((item) => item.kind === "file");
  const word = (event) => files(event).some((item) => /officedocument\.wordprocessingml|msword|^$/.test(item.type));
  if (input) {
    const note = document.createElement("p");
    note.id = "d-dropnote";
    note.className = "d-dropnote";
    note.textContent = input.form.dataset.drop;
    note.hidden = true;
    document.body.append(note);
    const over = (on) => { note.hidden = !on; document.body.classList.toggle("d-dropping", on); };
    let timer;
    document.addEventListener("dragover", (event) => {
      if (!word(event)) return;
      event.preventDefault();
      over(true);
      clearTimeout(timer);
      timer = setTimeout(() => over(false), 1200);
    }, true);
    document.addEventListener("drop", (event) => {
      over(false);
      const dropped = [...(event.dataTransfer?.files || [])];
      if (!dropped.some((file) => /\.(docx?|wps)$/i.test(file.name))) return;
      event.preventDefault();
      event.stopPropagation();
      const one = new DataTransfer();
      one.items.add(dropped.find((file) => /\.(docx?|wps)$/i.test(file.name)));
      input.files = one.files;
      input.form.closest("details")?.setAttribute("open", "");
      input.form.requestSubmit();
    }, true);
  }

  const box = $("d-fetching");
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("d-fetching");
      if (fresh) {
        if (!("url" in fresh.dataset)) { location.reload(); return; }
        for (const name of [".d-fetchsum", ".d-fetchbar", ".d-fetchlist"]) {
          const [now, next] = [box.querySelector(name), fresh.querySelector(name)];
          if (now.outerHTML !== next.outerHTML) now.replaceWith(next);
        }
      }
    } catch { /* the server is away for a moment; the next look tells */ }
    setTimeout(look, 2000);
  };
  if (box?.dataset.url) setTimeout(look, 1500);
})();
