// The copy buttons of the share page. Everything works without this.
document.querySelectorAll("[data-copy]").forEach(b => {
  if (!navigator.clipboard) return;
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).value);
    b.textContent = "Copied";
  });
});
