// Suggests a strategic issue while a post is written; the officer decides.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  const hint = document.querySelector("[data-write-issue]");
  if (!form || !hint) return;
  const PAUSE = 1500;
  const chosen = () => form.elements.strategy.value || form.elements.strategy_other.value.trim();
  let timer = 0;

  const ask = async () => {
    const text = form.elements.content.value;
    if (chosen() || text.length < 40) return hint.replaceChildren();
    try {
      const answer = await fetch("/strategy/api/suggestions", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf.value },
        body: JSON.stringify({ title: form.elements.title.value, text: text.slice(0, 20000) }),
      });
      const issue = answer.ok ? (await answer.json()).issue : null;
      hint.textContent = issue && !chosen() ? hint.dataset.said.replace("ISSUE", issue) : "";
    } catch {
      hint.textContent = ""; // a suggestion is never missed
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.elements.strategy.addEventListener("change", ask);
})();
