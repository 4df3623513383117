// Whoever chooses the other way of writing has the text in it; who chooses back at once has it as it was.
(() => {
  "use strict";
  const form = document.querySelector("[data-write-form]");
  const choice = document.querySelector("[data-write-choice]");
  if (!form || !choice) return;
  const text = form.elements.content;
  const { written, content_type: way } = form.elements;
  const said = choice.querySelector("[data-write-said]");
  let before = null; // the text that the shown one was made from
  let busy = false;
  choice.querySelector("[data-write-rewrite]").hidden = true;

  const show = (content, wanted) => {
    before = { way: written.value, content: text.value, made: content };
    text.value = content;
    written.value = wanted;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = choice.dataset.saidDone;
  };

  const ask = async (wanted) => {
    const answer = await fetch(choice.dataset.rewrite, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value },
      body: JSON.stringify({ content: text.value, written: written.value, wanted }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).content;
  };

  const rewrite = async () => {
    const wanted = way.value;
    if (busy || wanted === written.value) return;
    if (before?.way === wanted && before.made === text.value) {
      show(before.content, wanted);
      return;
    }
    busy = text.readOnly = true;
    try {
      show(await ask(wanted), wanted);
    } catch {
      said.textContent = choice.dataset.saidFailed;
      way.value = written.value;
    }
    busy = text.readOnly = false;
    rewrite(); // chosen again meanwhile
  };

  choice.addEventListener("change", rewrite);
})();
