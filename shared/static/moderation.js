// The moderators' desk: after a decision the notice gets the focus, so that undo is one key away. All else is plain forms.
(() => {
  "use strict";
  document.querySelector("[data-saket-focus]")?.focus();
  for (const form of document.querySelectorAll(".desk__actions")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
})();
