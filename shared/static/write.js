// The editor: marks for the text, the date in words, no double sending, no leaving with something unsaved.
// The page works the same without this script. The other write-*.js files go without each other, too.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  document.querySelector("[data-write-focus]")?.focus();
  if (!form) return;
  const text = form.elements.content;
  const isMarkdown = () => form.elements.content_type.value === "markdown";
  const MARKS = {
    bold: [["**", "**"], ["<strong>", "</strong>"]],
    italic: [["*", "*"], ["<em>", "</em>"]],
    heading: [["\n\n## ", "\n\n"], ["<h2>", "</h2>"]],
    list: [["\n\n- ", "\n"], ["<ul>\n<li>", "</li>\n</ul>"]],
    quote: [["\n\n> ", "\n\n"], ["<blockquote><p>", "</p></blockquote>"]],
    link: [["[", "](https://)"], ['<a href="https://">', "</a>"]],
  };

  const changed = () => text.dispatchEvent(new Event("input", { bubbles: true }));

  const surround = ([before, after]) => {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const opening = start === 0 ? before.trimStart() : before;
    text.setRangeText(opening + value.slice(start, end) + after, start, end, "end");
    text.selectionStart = start + opening.length;
    text.selectionEnd = start + opening.length + (end - start);
    text.focus();
    changed();
  };

  const toolbar = form.querySelector("[data-write-toolbar]");
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    if (mark) surround(MARKS[mark][isMarkdown() ? 0 : 1]);
  });

  const lang = document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist" : "en-GB";
  const words = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
  form.elements.publish_at?.addEventListener("input", () => {
    const moment = new Date(`${form.elements.publish_at.value}Z`);
    form.querySelector("[data-write-era]").textContent = isNaN(moment) ? "" : words.format(moment);
  });

  let unsaved = Boolean(form.dataset.unsaved);
  form.addEventListener("input", () => { unsaved = true; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    unsaved = false;
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });

  // Enter in a line is no wish to send anything.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=submit], [type=file])")) event.preventDefault();
  });
})();
