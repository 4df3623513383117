// The comment form without a reload: sends JSON, then takes over the list and the form that the server renders.
// The page works the same without this script.
(() => {
  "use strict";
  const FIELDS = ["author", "text", "parent", "email", "website", "form"];

  const send = async (form) => {
    const sent = new FormData(form);
    const body = { thread: form.dataset.thread };
    for (const name of FIELDS) if (sent.get(name)) body[name] = sent.get(name).replace(/\r\n/g, "\n");
    body.author ??= "";
    body.text ??= "";
    if (globalThis.saketWork?.able) body.work = "";
    const answer = await post(form, sent.get("key"), body);
    if (answer.value.code !== "work-needed") return answer;
    say(form.closest("#comments"), form, "work");
    const [task, bits] = answer.value.detail.split(" ");
    return post(form, sent.get("key"), { ...body, work: await saketWork.do(task, Number(bits)) });
  };

  const post = async (form, key, body) => {
    const lang = document.documentElement.lang;
    const answer = await fetch(`${form.dataset.api}?lang=${encodeURIComponent(lang)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key, Accept: "application/json" },
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, status: answer.status, value: await answer.json() };
  };

  const reload = async (section, form) => {
    const page = await fetch(form.getAttribute("action"), { headers: { Accept: "text/html" } });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    for (const part of ["#comments-title", "[data-saket-list]", "[data-saket-form]"]) {
      const [old, made] = [section.querySelector(part), fresh.querySelector(`#comments ${part}`)];
      if (old && made) old.replaceWith(document.adoptNode(made));
    }
    start(section);
  };

  const say = (section, form, status, receipt) => {
    const place = section.querySelector("[data-saket-status]");
    place.className = `notice notice--${{ published: "good", held: "warn", work: "warn" }[status] ?? "bad"}`;
    place.textContent = form.dataset[`said${status[0].toUpperCase()}${status.slice(1)}`] ?? form.dataset.saidFailed;
    if (receipt) {
      const link = document.createElement("a");
      link.href = form.dataset.receipts.replace("RECEIPT", encodeURIComponent(receipt));
      link.textContent = form.dataset.saidLink;
      place.append(" ", link);
    }
    place.hidden = false;
  };

  const submit = async (section, form, event) => {
    // What people do not see is filled in, or staff answer for the province: the plain way knows what to do.
    if (form.elements.nickname?.value || form.elements.official?.checked) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      const { ok, status, value } = await send(form);
      if (ok) {
        say(section, form, value.status, value.receipt);
        await reload(section, form);
        const shown = document.getElementById(`c-${value.id.split(".").pop()}`);
        (shown ?? section.querySelector("[data-saket-status]")).focus();
      } else if (status < 500) {
        form.submit(); // the server says in its own words what is wrong, beside what was typed
      } else {
        say(section, form, "failed");
      }
    } catch {
      say(section, form, "failed");
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  const start = (section) => {
    const form = section.querySelector("[data-saket-form]");
    form?.addEventListener("submit", (event) => submit(section, form, event));
    const problems = section.querySelector("[data-saket-problems]:not([hidden])");
    problems?.focus();
  };

  document.querySelectorAll("#comments").forEach(start);
})();
