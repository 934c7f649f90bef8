/* The focal point of a picture: a click sets it, the crops beside it follow. The two number fields work without this. */
"use strict";
(() => {
  const box = document.getElementById("d-focus"), x = document.getElementById("id_focus_x") || document.getElementById("id_crop_x"), y = document.getElementById("id_focus_y") || document.getElementById("id_crop_y");
  if (!box || !x || !y) return;
  const image = box.querySelector("img"), path = box.querySelector("path"), dot = box.querySelector("circle");
  const { width, height } = box.querySelector("svg").viewBox.baseVal;
  const crops = [...document.querySelectorAll(".d-crop img")];
  const within = (value) => Math.min(100, Math.max(0, Math.round(Number(value) || 0)));
  const show = () => {
    const across = (within(x.value) * width) / 100, down = (within(y.value) * height) / 100;
    path.setAttribute("d", `M${across} 0V${height}M0 ${down}H${width}`);
    dot.setAttribute("cx", across);
    dot.setAttribute("cy", down);
    crops.forEach((crop) => { crop.src = image.currentSrc || image.src; crop.style.objectPosition = `${within(x.value)}% ${within(y.value)}%`; });
  };
  box.addEventListener("click", (event) => {
    const place = image.getBoundingClientRect();
    x.value = within(((event.clientX - place.left) / place.width) * 100);
    y.value = within(((event.clientY - place.top) / place.height) * 100);
    show();
  });
  [x, y].forEach((field) => field.addEventListener("input", show));
})();
