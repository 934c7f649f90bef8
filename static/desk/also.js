/* Also in: the chosen channels stand on the button, and a search narrows the list; every word may be of any level. */
"use strict";
(() => {
  const said = document.getElementById("d-also-n"), list = document.getElementById("d-also-list");
  if (!said || !list) return;
  const rows = [...list.querySelectorAll("label")].map((label) => ({ label, row: label.parentElement, box: label.querySelector("input"), name: label.textContent.trim() }));
  const show = () => {
    const chosen = rows.filter(({ box }) => box.checked).map(({ name }) => name.split(" › ").pop());
    said.textContent = chosen.join("、") || said.dataset.none;
  };
  list.addEventListener("change", show);
  show();
  if (rows.length < 8 || rows[0].box.disabled) return;
  const find = document.createElement("input"), none = document.createElement("p");
  Object.assign(find, { type: "search", className: "d-alsofind", placeholder: list.dataset.find });
  find.setAttribute("aria-label", list.dataset.find);
  Object.assign(none, { className: "help", textContent: list.dataset.found, hidden: true });
  none.setAttribute("role", "status");
  list.prepend(find, none);
  const narrow = () => {
    const wanted = find.value.trim().toLowerCase().split(/\s+/);
    let left = 0;
    rows.forEach(({ row, box, name }) => { row.hidden = !box.checked && !wanted.every((word) => name.toLowerCase().includes(word)); left += !row.hidden; });
    none.hidden = left > 0;
  };
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    rows.find(({ row }) => !row.hidden)?.box.focus();
  });
  const menu = list.closest("details");
  menu.addEventListener("toggle", () => { if (menu.open) { find.value = ""; narrow(); find.focus(); } });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape" && menu.open) { event.stopPropagation(); menu.open = false; menu.querySelector("summary").focus(); } });
})();
