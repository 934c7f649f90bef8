/* The library as a window: a click on a picture answers whoever opened it and closes. */
"use strict";
(() => {
  const grid = document.getElementById("result_list");
  grid?.addEventListener("click", (event) => {
    const picture = event.target.closest("[data-url]");
    if (!picture || !window.opener) return;
    const { id, url, alt, caption } = picture.dataset;
    window.opener.CKEDITOR?.tools?.callFunction(grid.dataset.number, url, { id, alternative_text: alt, caption });
    window.close();
  });
})();
