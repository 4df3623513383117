// Buttons that copy the address beside them. Without JavaScript they stay hidden, and the address can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.innerHTML;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
    button.setAttribute("role", "status");
    setTimeout(() => {
      button.innerHTML = words;
      button.removeAttribute("role");
    }, 2000);
  });
}
