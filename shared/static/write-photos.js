// Photos by choosing, dropping or pasting: sent at once, described, then put into the text or left below it.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  if (!form) return;
  const text = form.elements.content;
  const list = form.querySelector("[data-write-photos]");
  const drop = form.querySelector("[data-write-drop]");
  const uploads = form.querySelector("[data-write-uploads]");
  const model = document.querySelector("[data-write-photo]");
  const said = form.dataset;

  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  const send = (file) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", said.saidUploading + file.name);
    uploads.replaceChildren(`${said.saidUploading}${file.name}`, bar);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("load", () => (request.status < 300 ? resolve(JSON.parse(request.responseText)) : reject(request)));
    request.addEventListener("error", () => reject(request));
    request.open("POST", `${form.dataset.upload}?lang=${document.documentElement.lang}`);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    request.setRequestHeader("Accept", "application/json");
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });

  const free = () => {
    let number = 0;
    while (form.elements[`media-${number}`]) number += 1;
    return number;
  };

  const add = (kept) => {
    const number = free();
    const path = new URL(kept.url).pathname;
    const made = model.content.cloneNode(true);
    for (const node of made.querySelectorAll("*")) {
      for (const { name, value } of [...node.attributes]) {
        if (value.includes("NUMBER")) node.setAttribute(name, value.replace("NUMBER", number));
      }
    }
    const item = made.querySelector("li");
    item.querySelector("[type=hidden]").value = `${kept.type} ${kept.length} ${kept.width} ${kept.height} ${path}`;
    const picture = item.querySelector("img");
    if (kept.type.startsWith("image/")) picture.src = path;
    else picture.remove();
    const alt = item.querySelector(`[name="media-${number}-alt"]`);
    alt.value = kept.alt;
    list.append(made);
    ready(item);
    uploads.textContent = said.saidUploaded;
    alt.focus();
    changed();
  };

  const refused = (request) => {
    let words = "";
    try {
      words = JSON.parse(request.responseText).title;
    } catch { /* not a problem document */ }
    uploads.textContent = `${said.saidRefused} ${words}`;
  };

  const take = async (files) => {
    for (const file of files) {
      try {
        add(await send(file));
      } catch (problem) {
        refused(problem);
      }
    }
  };

  const escape = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const insert = (item) => {
    const alt = item.querySelector('input[name$="-alt"]');
    if (!alt.value.trim()) {
      uploads.textContent = said.saidAlt;
      alt.focus();
      return;
    }
    const address = item.querySelector("[type=hidden]").value.split(" ")[4];
    const marks = form.elements.content_type.value === "markdown"
      ? `\n\n![${alt.value.replace(/[[\]\\]/g, "\\$&")}](${address})\n\n`
      : `\n<p><img src="${escape(address)}" alt="${escape(alt.value)}"></p>\n`;
    text.setRangeText(marks, text.selectionStart, text.selectionEnd, "end");
    item.remove();
    text.focus();
    changed();
  };

  const ready = (item) => {
    const button = item.querySelector("[data-write-insert]");
    if (!item.querySelector("img")) return;
    button.hidden = false;
    button.addEventListener("click", () => insert(item));
  };

  list.querySelectorAll("li").forEach(ready);
  form.querySelector("[data-write-plain]").hidden = true;
  form.querySelector("[data-write-hint]").hidden = false;
  form.elements.files.addEventListener("change", async () => {
    const files = [...form.elements.files.files];
    form.elements.files.value = "";
    await take(files);
  });
  for (const place of [drop, text]) {
    place.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
    place.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    place.addEventListener("drop", (event) => {
      drop.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    });
  }
  text.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
})();
