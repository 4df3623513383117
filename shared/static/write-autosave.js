// Keeps what is typed every few seconds, so that a crash or an ended session costs nothing.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  if (!form) return;
  const PAUSE = 2000;
  const AGAIN = 15000;
  const status = form.querySelector("[data-write-status]");
  const said = form.dataset;
  let timer = 0;
  let busy = false;
  let last = "";

  const typed = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrf" && name !== "action") fields[name] = value;
    }
    return JSON.stringify({ fields });
  };

  const put = (body) => fetch(form.dataset.autosave, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value },
    body,
  });

  // After a login in another window the token is a new one; a page of ours holds it.
  const renew = async () => {
    const page = await fetch("/write/new", { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-write-form] [name=csrf]");
    if (found) form.elements.csrf.value = found.value;
    return Boolean(found);
  };

  const ended = () => {
    const link = document.createElement("a");
    link.href = "/login?next=/write";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = said.saidEnded;
    status.replaceChildren(link);
  };

  const keep = async () => {
    const body = typed();
    if (busy || body === last || form.dataset.sent) return;
    busy = true;
    try {
      let answer = await put(body);
      if ([401, 403].includes(answer.status) && (await renew())) answer = await put(body);
      if (answer.ok) {
        last = body;
        const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });
        status.textContent = `${said.saidSaved} ${time.format(new Date())}`;
        form.dataset.kept = String(Date.now());
      } else if ([401, 403].includes(answer.status)) {
        ended();
      } else {
        status.textContent = said.saidFailed;
      }
    } catch {
      status.textContent = said.saidFailed;
    } finally {
      busy = false;
      if (last !== body) later(AGAIN);
    }
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  };

  last = typed();
  form.addEventListener("input", () => later(PAUSE));
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
})();
