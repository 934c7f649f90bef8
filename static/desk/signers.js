/* The byline and the register: a choice for each name that is typed; what was chosen for a name stays with it. */
"use strict";
(() => {
  const box = document.getElementById("d-signers"), rows = document.getElementById("d-signer-rows"), none = document.getElementById("d-no-signers");
  if (!box) return;
  const inputs = ["reporters", "photographers", "authors"].map((name) => document.getElementById(`id_${name}`)).filter((input) => input && !input.disabled);
  if (!inputs.length) return;
  const people = JSON.parse(document.getElementById("d-people").textContent);
  const chosen = new Map(), kept = new Map();
  const remember = () => rows.querySelectorAll("select").forEach((select) => {
    const name = select.closest(".form-row").querySelector("label").textContent;
    chosen.set(name, select.value);
    kept.set(name, [...select.options].map((option) => [option.value, option.text]));
  });
  const names = (text = (input) => input.value) => [...new Set(inputs.flatMap((input) => text(input).split(/[\s,，、;；]+/)).filter(Boolean))];
  const itself = (name) => {
    const same = people.filter((person) => person[1] === name);
    if (same.length === 1) return box.dataset.one.replace("{position}", same[0][3]);
    return same.length ? box.dataset.many.replace("{n}", same.length) : box.dataset.none;
  };
  const choices = (name) => {
    const first = people.filter((person) => person[1] === name), others = people.filter((person) => person[1] !== name);
    return [["", itself(name)], ...[...first, ...others].map(([number, , told]) => [`${number}:${name}`, told])];
  };
  const row = (name, place) => {
    const outer = document.createElement("div"), inner = document.createElement("div"), label = document.createElement("label"), select = document.createElement("select");
    outer.className = "form-row";
    inner.className = "flex-container";
    label.textContent = name;
    label.htmlFor = select.id = `id_signer_${place + 1}`;
    select.name = "signers";
    select.dataset.row = "";
    select.append(...(kept.get(name) || choices(name)).map(([value, words]) => new Option(words, value)));
    select.value = chosen.get(name) || "";
    inner.append(label, select);
    outer.append(inner);
    return outer;
  };
  const show = () => {
    remember();
    const wanted = names();
    const there = [...rows.querySelectorAll("label")].map((label) => label.textContent);
    if (wanted.join("\n") === there.join("\n")) return;
    rows.replaceChildren(...wanted.map(row));
    none.hidden = wanted.length > 0;
    if (wanted.some((name) => people.filter((person) => person[1] === name).length > 1 && !chosen.get(name))) box.open = true;
  };
  // A copy that is put back has a choice for each of its names, in their order.
  box.closest("form").addEventListener("desk:restoring", ({ detail: fields }) => {
    remember();
    names((input) => fields[input.name]?.[0] || "").forEach((name, place) => chosen.set(name, fields.signers?.[place] || ""));
    rows.querySelectorAll("select").forEach((select) => { select.value = chosen.get(select.closest(".form-row").querySelector("label").textContent) || ""; });
  });
  let timer = 0;
  inputs.forEach((input) => {
    input.addEventListener("change", show);
    input.addEventListener("input", (event) => { clearTimeout(timer); if (!event.isComposing) timer = setTimeout(show, 300); });
  });
  inputs[0].form.addEventListener("submit", show, true); // the rows of a name that was typed just now go along
  show();
})();
