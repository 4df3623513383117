// The preview beside the form: the server renders it, with the same rules as the page itself.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  const pane = document.querySelector("[data-write-preview]");
  if (!form || !pane) return;
  const PAUSE = 600;
  const page = pane.querySelector("[data-write-page]");
  let timer = 0;
  let asked = null;

  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.delete("files");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body, signal: asked.signal, headers: { Accept: "text/html" } });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article.article");
      if (answer.ok && made) {
        const title = made.querySelector("h1");
        const lower = document.createElement("h3"); // the page has a first heading of its own
        lower.className = "preview__title";
        lower.textContent = title.textContent;
        title.replaceWith(lower);
        page.replaceChildren(document.adoptNode(made));
      } else if (answer.status === 422) {
        page.textContent = form.dataset.saidPreview;
      }
    } catch (error) {
      if (error.name !== "AbortError") page.textContent = form.dataset.saidFailed;
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };

  const wide = matchMedia("(min-width: 64rem)");
  const open = () => {
    pane.hidden = false;
    show();
  };
  form.addEventListener("input", () => { if (!pane.hidden) later(); });
  form.querySelector("[data-write-see]").addEventListener("click", (event) => {
    event.preventDefault();
    open();
    pane.tabIndex = -1;
    pane.focus();
  });
  if (wide.matches) open();
})();
