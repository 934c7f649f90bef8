/* Copies a link: <button data-copy="#id" hidden> shows itself and copies the field's value. Without script the field
   can be marked and copied by hand. */
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.querySelector(button.dataset.copy);
  if (!field) continue;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      done = document.execCommand("copy"); // no clipboard without HTTPS
    }
    if (done) button.textContent = button.dataset.done;
  });
}
