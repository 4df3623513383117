// The thread of a post on a page of another site: <div data-saket-thread="POST URL"></div> and this script.
// Texts are only ever set as text, styles by a constructed sheet: it works under a strict CSP.
(() => {
  "use strict";
  const base = new URL(".", document.currentScript.src);
  const WORDS = WORDS_BY_LANGUAGE; // put in from the catalogs
  const CSS = `:host { color-scheme: light dark; display: block; font-family: inherit; line-height: 1.75; }
    ol { list-style: none; padding: 0; } li { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .75rem 0; }
    p { margin: .25rem 0; white-space: pre-line; overflow-wrap: anywhere; } time { opacity: .75; font-size: .9em; margin-inline-start: .5em; }`;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const item = (comment, language) => {
    const row = element("li");
    const when = new Date(comment.created).toLocaleDateString(language, { dateStyle: "long" });
    row.append(element("strong", comment.author), element("time", when, { datetime: comment.created }), element("p", comment.text));
    return row;
  };

  const show = async (host) => {
    const thread = host.dataset.saketThread || location.href;
    const language = (host.lang || document.documentElement.lang || "th").startsWith("en") ? "en" : "th";
    const words = WORDS[language];
    const page = new URL("threads", base);
    page.searchParams.set("url", thread);
    if (language === "en") page.searchParams.set("lang", "en");
    const api = new URL("api/comments", base);
    api.searchParams.set("thread", thread);
    const root = host.shadowRoot || host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    const section = element("section", undefined, { "aria-label": words.title, lang: language });
    section.append(element("h2", words.title));
    try {
      const answer = await fetch(api, { credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items, next } = await answer.json();
      const list = element("ol");
      list.append(...items.map((comment) => item(comment, language)));
      section.append(items.length ? list : element("p", words.none));
      if (next) section.append(element("a", words.more, { href: page.href }));
    } catch {
      section.append(element("p", words.failed));
    }
    const link = element("p");
    link.append(element("a", words.write, { href: page.href }));
    section.append(link);
    root.replaceChildren(section);
  };

  const start = () => document.querySelectorAll("[data-saket-thread]").forEach(show);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
