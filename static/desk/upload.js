/* Uploading to the library: a request a file, two at a time, each with its progress; what was refused can be tried again.
   Without this script the form sends all files at once. */
"use strict";
(() => {
  const form = document.querySelector("form[data-upload]");
  const input = form?.querySelector("input[type=file]");
  if (!input || !window.FormData) return;
  const AT_ONCE = 2, TRIES = 4, PAUSE = 1500; // a busy server is asked again by itself
  const t = (word, ...values) => { let n = 0; return (window.gettext ? window.gettext(word) : word).replace(/%s/g, () => values[n++]); };
  const make = (tag, props = {}, ...children) => { const element = Object.assign(document.createElement(tag), props); element.append(...children); return element; };
  const jobs = [];
  let box, list, told, again, onward;

  const open = () => {
    if (box) return;
    told = make("span", { className: "d-quiet" });
    told.setAttribute("role", "status");
    again = make("button", { type: "button", className: "d-btn", textContent: t("Retry all that failed"), hidden: true });
    again.addEventListener("click", () => { jobs.filter((job) => job.state === "failed").forEach(reset); run(); });
    onward = make("a", { className: "d-btn", href: form.dataset.done, textContent: t("To the library"), hidden: true });
    list = make("ul", { className: "d-ul" });
    box = make("section", { className: "d-card d-ups" }, make("header", {}, make("h2", { textContent: t("Uploads") }), told), list, make("p", { className: "d-row-r" }, again, onward));
    box.setAttribute("aria-label", t("Uploads"));
    form.before(box);
    box.scrollIntoView({ block: "nearest" });
  };
  const reset = (job) => { job.state = "waiting"; job.tries = 0; job.said.textContent = t("Waiting"); job.said.className = "d-quiet"; job.act.hidden = false; job.act.textContent = t("Cancel"); job.bar.hidden = false; job.bar.value = 0; };
  const fail = (job, why) => { job.state = "failed"; job.said.textContent = why; job.said.className = "d-over"; job.bar.hidden = true; job.act.hidden = false; job.act.textContent = t("Retry"); };

  const add = (file) => {
    const job = { file, state: "waiting" };
    job.name = make("span", { className: "d-upname", textContent: file.name });
    job.bar = make("progress", { max: 100, value: 0 });
    job.bar.setAttribute("aria-label", file.name);
    job.said = make("span", { className: "d-quiet" });
    job.act = make("button", { type: "button", className: "d-btn" });
    job.act.addEventListener("click", () => {
      if (job.state === "failed") { reset(job); run(); return; }
      job.request?.abort();
      fail(job, t("Cancelled."));
      run();
    });
    job.row = make("li", {}, job.name, job.bar, job.said, job.act);
    list.append(job.row);
    jobs.push(job);
    reset(job);
  };

  const finish = (job, answer) => {
    job.state = "done";
    job.bar.hidden = job.act.hidden = true;
    const notes = [answer.said, ...(answer.alike || []).map((other) => other.said)].filter(Boolean);
    job.noted = notes.length > 0;
    job.said.className = job.noted ? "d-soon" : "d-quiet";
    job.said.textContent = notes.join(" ") || t("In the library");
    job.name.replaceChildren(make("a", { href: answer.page, textContent: job.file.name, target: "_blank" }));
    (answer.alike || []).forEach((other) => job.said.append(" ", make("a", { href: other.url, textContent: t("See both"), target: "_blank" })));
  };

  const send = (job) => {
    const data = new FormData(form), request = new XMLHttpRequest();
    data.delete(input.name);
    data.append(input.name, job.file);
    job.state = "going";
    job.request = request;
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const part = Math.round((event.loaded / event.total) * 100);
      job.bar.value = part;
      job.said.textContent = part < 100 ? `${part}%` : t("Being checked");
    });
    request.addEventListener("load", () => {
      if (request.response?.refused) fail(job, request.response.refused);
      else if (request.status === 200 && request.response?.id) finish(job, request.response);
      else if (request.status >= 500 && ++job.tries < TRIES) { job.state = "resting"; job.bar.value = 0; setTimeout(() => { if (job.state === "resting") { job.state = "waiting"; run(); } }, PAUSE * job.tries); }
      else fail(job, request.status === 413 ? t("The file is too large for the server.") : t("The server did not take it (%s). Sign in again or try later.", request.status));
      run();
    });
    request.addEventListener("error", () => { fail(job, t("The connection broke off.")); run(); });
    request.send(data);
  };

  const run = () => {
    const of = (state) => jobs.filter((job) => job.state === state);
    of("waiting").slice(0, Math.max(0, AT_ONCE - of("going").length)).forEach(send);
    const done = of("done").length, failed = of("failed").length, busy = jobs.length - done - failed;
    told.textContent = t("%s done, %s on the way, %s failed", done, busy, failed);
    again.hidden = busy > 0 || failed < 1;
    onward.hidden = busy > 0 || done < 1;
    if (!busy && done && !failed && !jobs.some((job) => job.noted)) location.assign(form.dataset.done);
  };

  const start = (files) => { if (!files.length) return; open(); [...files].forEach(add); run(); };
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the server says that a file is missing
    event.preventDefault();
    start([...input.files]);
    input.value = "";
  });
  // Pictures dropped anywhere on the form go up at once.
  ["dragover", "dragleave", "drop"].forEach((name) => form.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("d-dropping", name === "dragover");
    if (name === "drop") start(event.dataTransfer.files);
  }));
  window.addEventListener("beforeunload", (event) => { if (jobs.some((job) => job.state === "going")) event.preventDefault(); });
})();
