// The thread of a post on a page of another site: <div data-saket-thread="POST URL"></div> and this script.
// Whatever stands in the element (a link to the thread's page) is there without it. Texts are only ever set as text,
// styles by a constructed sheet: it works under a strict CSP, with Trusted Types too.
(() => {
  "use strict";
  const base = new URL(".", document.currentScript.src);
  const WORDS = WORDS_BY_LANGUAGE; // put in from the catalogs
  WORK_SCRIPT;
  const CSS = `:host{display:block;font:inherit;line-height:1.75}
:host([data-saket-theme]){background:Canvas;color:CanvasText;padding:1rem}
:host([data-saket-theme=auto]){color-scheme:light dark}:host([data-saket-theme=light]){color-scheme:light}
:host([data-saket-theme=dark]){color-scheme:dark}
ol{list-style:none;padding:0;margin:0}ol ol{margin-inline-start:1.5rem}a{color:inherit}
li{border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);padding:.75rem 0}li li{padding-bottom:0}
p{margin:.25rem 0;overflow-wrap:anywhere}time{opacity:.8;font-size:.9em;margin-inline-start:.5em}
.tag{border:1px solid;border-radius:1em;padding:0 .5em;font-size:.85em;margin-inline-start:.5em}
button{font:inherit;color:inherit;background:none;border:1px solid;border-radius:.35em;padding:.35em .9em;cursor:pointer;min-height:2.2em}
li button{border:0;padding:0 .75em 0 0;text-decoration:underline;font-size:.9em}
label{display:block;margin-top:.5rem}input,textarea{font:inherit;color:inherit;background:transparent;border:1px solid;border-radius:.35em;padding:.4em;width:100%;box-sizing:border-box}
textarea{min-height:6em}.trap{position:absolute;inset-inline-start:-999rem}:focus-visible{outline:3px solid;outline-offset:2px}`;

  const name = (item) => `c-${item.id.split(".").pop()}`;
  const make = (name, text, attributes = {}, ...children) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // The few elements that the server writes (docs/comments.md), made one by one: nothing is ever parsed as HTML.
  const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
  const plain = (text) => text.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name) => ENTITIES[name]);
  const body = (html) => {
    const root = make("div");
    let at = root;
    for (const [, end, name, href, text] of html.matchAll(/<(\/?)(p|br|em|strong|a)(?: href="([^"]*)"[^>]*)?>|([^<]+)/g)) {
      if (text) at.append(plain(text));
      else if (name === "br") at.append(make("br"));
      else if (end) at = at.parentNode ?? root;
      else at = at.appendChild(make(name, "", href ? { href: plain(href), rel: "ugc nofollow noopener" } : {}));
    }
    return root;
  };

  class Thread {
    constructor(host) {
      this.host = host;
      this.url = host.dataset.saketThread || location.href;
      this.lang = (host.lang || document.documentElement.lang || "th").startsWith("en") ? "en" : "th";
      this.words = WORDS[this.lang];
      this.page = this.at("threads", { url: this.url, ...(this.lang === "en" && { lang: "en" }) });
      this.root = host.shadowRoot || host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      this.root.adoptedStyleSheets = [sheet];
      this.status = make("p", "", { role: "status", tabindex: "-1" });
      this.list = make("div");
      this.foot = make("div");
      const title = make("h2", this.words.title);
      this.root.append(make("section", "", { "aria-label": this.words.title, lang: this.lang }, title, this.list, this.status, this.foot));
    }

    at(path, query = {}) {
      const address = new URL(path, base);
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
      return address;
    }

    async ask(path, query, sent) {
      const options = sent && { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": sent.key }, body: JSON.stringify(sent.body) };
      const answer = await fetch(this.at(path, { lang: this.lang, ...query }), { credentials: "omit", ...options });
      return { ok: answer.ok, status: answer.status, value: await answer.json() };
    }

    async load(cursor = "") {
      const { ok, value } = await this.ask("api/comments", { thread: this.url, ...(cursor && { cursor }) });
      if (!ok) throw new Error(value.code);
      this.items = cursor ? [...this.items, ...value.items] : value.items;
      const list = this.tree();
      this.list.replaceChildren(this.items.length ? list : make("p", this.words.none));
      if (value.next) this.list.append(this.button(this.words.more, () => this.load(value.next)));
      if (value.closed) this.foot.replaceChildren(make("p", this.words.closed));
      else if (!this.form) this.foot.replaceChildren(this.made());
    }

    // Answers under what they answer, three levels deep; deeper ones stand at the third.
    tree() {
      const root = make("ol");
      const places = new Map();
      for (const item of this.items) {
        const above = places.get(item.parent);
        const row = this.row(item, above?.level === 3 ? above.item : undefined);
        const list = above ? above.list : root;
        list.append(row);
        const level = above ? Math.min(above.level + 1, 3) : 1;
        places.set(item.id, { item, level, list: level < 3 ? { append: (one) => (row.querySelector(":scope > ol") || row.appendChild(make("ol"))).append(one) } : list });
      }
      return root;
    }

    row(item, answered) {
      const when = new Date(item.created).toLocaleDateString(this.lang === "th" ? "th-TH" : "en-GB", { dateStyle: "long" });
      const head = make("p", "", {}, make("strong", item.author));
      if (item.official) head.append(make("span", this.words.official, { class: "tag" }));
      head.append(make("time", when, { datetime: item.created }));
      if (answered) head.append(this.button(`${this.words.answers} ${answered.author}`, async () => this.root.getElementById(name(answered)).focus()));
      const acts = make("p", "", {}, this.button(this.words.reply, () => this.answer(item), item.author), this.button(this.words.report, () => this.report(item), item.author));
      return make("li", "", { id: name(item), tabindex: "-1" }, head, body(item.html), acts);
    }

    button(text, act, about = "") {
      const made = make("button", text, { type: "button", ...(about && { "aria-label": `${text}: ${about}` }) });
      made.addEventListener("click", () => act().catch(() => this.say(this.words.failed)));
      return made;
    }

    made() {
      const field = (name, label, kind) => make("label", label, {}, make(kind, "", { name, required: "", maxlength: kind === "input" ? 80 : 5000 }));
      this.about = make("p");
      const trap = make("label", this.words.empty, { class: "trap", "aria-hidden": "true" }, make("input", "", { name: "nickname", tabindex: "-1", autocomplete: "off" }));
      this.form = make("form", "", {}, make("h3", this.words.write), this.about, field("author", this.words.name, "input"), field("text", this.words.text, "textarea"), trap, make("p", "", {}, make("button", this.words.send)));
      this.form.addEventListener("focusin", () => this.ready());
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.form.ariaBusy !== "true") this.send();
      });
      this.renew();
      return this.form;
    }

    // A form token for each comment; where it did not come, it is asked for again, and a comment goes without.
    ready() {
      this.token ??= this.ask("api/form", { thread: this.url }).then(({ value }) => value.form).catch(() => (this.token = undefined));
    }

    anew() {
      this.key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
    }

    renew() {
      this.anew();
      this.parent = undefined;
      this.about.replaceChildren();
    }

    async answer(item) {
      this.parent = item.id;
      this.about.replaceChildren(`${this.words.reply}: ${item.author} `, this.button(this.words.alone, async () => this.renew()));
      this.form.elements.text.focus();
    }

    async report(item) {
      const { ok } = await this.ask(`api/comments/${item.id}/reports`, {}, { key: "", body: {} });
      this.say(ok ? this.words.reported : this.words.failed);
    }

    async send() {
      const { author, text, nickname } = this.form.elements;
      if (nickname.value) return location.assign(this.page); // a machine, or a browser that fills in everything
      this.form.ariaBusy = "true";
      try {
        const form = await this.token;
        const sent = { thread: this.url, author: author.value, text: text.value, parent: this.parent, form };
        if (saketWork.able) sent.work = "";
        let answer = await this.ask("api/comments", {}, { key: this.key, body: sent });
        if (answer.value.code === "work-needed") {
          this.say(this.words.work);
          const [task, bits] = answer.value.detail.split(" ");
          answer = await this.ask("api/comments", {}, { key: this.key, body: { ...sent, work: await saketWork.do(task, +bits) } });
        }
        if (answer.value.code === "idempotency-mismatch") {
          this.anew(); // an earlier text has arrived, although its answer has not
          return this.say(this.words.sent);
        }
        if (!answer.ok) return this.say(answer.value.title);
        text.value = "";
        this.token = undefined;
        this.renew();
        const receipt = this.at(`receipts/${answer.value.receipt}`, this.lang === "en" ? { lang: "en" } : {});
        this.say(this.words[answer.value.status], make("a", this.words.keep, { href: receipt, target: "_blank", rel: "noopener" }));
        if (answer.value.status === "published") await this.load();
      } catch {
        this.say(this.words.failed);
      } finally {
        this.form.ariaBusy = "false";
      }
    }

    say(words, ...more) {
      this.status.replaceChildren(words, " ", ...more);
      this.status.focus();
    }

    async show() {
      try {
        await this.load();
      } catch {
        this.list.replaceChildren(make("p", this.words.failed), make("slot"));
      }
      this.foot.append(make("p", "", {}, make("a", this.words.page, { href: this.page })));
    }
  }

  const start = () => document.querySelectorAll("[data-saket-thread]").forEach((host) => new Thread(host).show());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
