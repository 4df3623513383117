// The moderators' desk with keys and live news. Everything that it does, plain forms and links do too.
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const cases = () => [...document.querySelectorAll("[data-case]")];
  const spot = "saket-desk-at";
  let current = null;
  let claimed = null;

  function go(to) {
    if (!to) return;
    cases().forEach((each) => each.toggleAttribute("data-current", each === to));
    current = to;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
    claim(to);
  }

  function step(by) {
    const all = cases();
    const at = all.indexOf(current);
    go(all[Math.min(Math.max(at < 0 ? 0 : at + by, 0), all.length - 1)]);
  }

  // Whoever looks at a case works on it: for five minutes nobody else decides about it.
  function claim(to) {
    if (!desk?.dataset.csrf || claimed === to) return;
    if (claimed) send("/release", claimed);
    claimed = to;
    send("", to);
  }

  function send(path, of) {
    const ids = of.dataset.comments.trim().split(" ").slice(0, 200);
    fetch(desk.dataset.claims + path, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": desk.dataset.csrf },
      body: JSON.stringify({ ids }),
    }).catch(() => {});
  }

  function press(action) {
    const button = (current ?? cases()[0])?.querySelector(`.desk__actions button[value=${action}]`);
    button?.click();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press("approve"),
    r: () => press("reject"),
    s: () => press("spam"),
    x: () => current?.querySelector("[data-pick]")?.click(),
    z: () => document.querySelector("[data-undo] button")?.click(),
    u: () => document.querySelector("[data-back], [data-all], .desk__nav a")?.click(),
    Enter: () => current?.querySelector("[data-open]")?.click(),
    "/": () => document.querySelector("#q")?.focus(),
    "?": () => document.querySelector("#keys")?.showModal(),
  };

  // Single letters can be turned off (WCAG 2.1.4): who dictates would press them without meaning to.
  const turned = "saket-desk-keys";
  const keysOn = document.querySelector("[data-keys-on]");
  if (keysOn) {
    keysOn.checked = localStorage.getItem(turned) !== "off";
    keysOn.addEventListener("change", () => localStorage.setItem(turned, keysOn.checked ? "on" : "off"));
    const open = document.querySelector("[data-keys-open]");
    open.hidden = false;
    open.addEventListener("click", () => document.querySelector("#keys").showModal());
  }

  addEventListener("keydown", (event) => {
    if (keysOn && !keysOn.checked) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const inField = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (inField) {
      if (event.key === "Escape") (current ?? cases()[0])?.focus();
      return;
    }
    if (event.key === "Enter" && event.target !== current) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("focusin", (event) => {
    const within = event.target.closest("[data-case]");
    if (!within || within === current) return;
    cases().forEach((each) => each.toggleAttribute("data-current", each === within));
    current = within;
    claim(within);
  });

  // One press is one decision; the place in the queue is kept, so that the next case is where the last one was.
  for (const form of document.querySelectorAll(".desk__actions, .desk__bulk")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      sessionStorage.setItem(spot, String(Math.max(cases().indexOf(form.closest("[data-case]")), 0)));
    });
  }
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
  if (document.querySelector("[data-told]")) {
    const at = Number(sessionStorage.getItem(spot) ?? 0);
    const all = cases();
    if (all.length) go(all[Math.min(at, all.length - 1)]);
    else document.querySelector("[data-told]").focus();
  }

  const picked = document.querySelector("[data-picked]");
  const count = () => {
    const chosen = document.querySelectorAll("[data-pick]:checked").length;
    if (picked) picked.textContent = chosen ? `(${chosen})` : "";
  };
  document.addEventListener("change", count);
  count();

  if (!desk?.dataset.events || !("EventSource" in window)) return;
  const news = document.querySelector("[data-news]");
  const shown = new Set(cases().flatMap((each) => each.dataset.comments.trim().split(" ")));
  const live = new EventSource(desk.dataset.events);
  let first = true;
  const hear = (event) => {
    const told = JSON.parse(event.data);
    for (const [state, size] of Object.entries(told.counts.states)) {
      const place = document.querySelector(`[data-count="${state}"]`);
      if (place) place.textContent = size;
    }
    const mine = new Set(claimed?.dataset.comments.trim().split(" ") ?? []);
    const others = told.comments.filter((id) => !mine.has(id));
    if (!first && (event.type === "lost" || others.some((id) => !shown.has(id)))) news.hidden = false;
    first = false;
  };
  live.addEventListener("changed", hear);
  live.addEventListener("lost", hear);
  addEventListener("pagehide", () => live.close());
})();
