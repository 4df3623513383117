// Completion of labels while they are typed: a list below the field, for arrow keys, Enter, Escape and the mouse.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
(() => {
  "use strict";
  const field = document.querySelector("[data-write-form] [name=labels]");
  if (!field) return;
  const MOST = 8;
  const known = [...document.querySelectorAll("#known-labels option")].map((option) => option.value);
  const list = Object.assign(document.createElement("ul"), { id: "labels-list", className: "combo__list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector("label[for=labels]").textContent);
  const frame = Object.assign(document.createElement("div"), { className: "combo" });
  field.before(frame);
  frame.append(field, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  let chosen = -1;

  const parts = () => field.value.split(",");
  const wanted = () => parts().at(-1).trim().toLocaleLowerCase();

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const point = (to) => {
    chosen = (to + list.children.length) % list.children.length;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };

  const take = (label) => {
    field.value = [...parts().slice(0, -1).map((part) => part.trim()), label, ""].join(", ");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  const open = () => {
    const words = wanted();
    const taken = new Set(parts().map((part) => part.trim()));
    const found = words ? known.filter((label) => label.toLocaleLowerCase().includes(words) && !taken.has(label)) : [];
    list.replaceChildren(...found.slice(0, MOST).map((label, number) => {
      const item = Object.assign(document.createElement("li"), { id: `labels-option-${number}`, textContent: label });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(label);
      });
      return item;
    }));
    if (!found.length) return close();
    chosen = -1;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  };

  field.addEventListener("input", open);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      point(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + moves[event.key]);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    } else if (event.key === "Escape") {
      close();
    }
  });
})();
