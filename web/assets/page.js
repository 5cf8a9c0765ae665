// Everything here is comfort: each page works without it.
addEventListener("submit", e => {
  const f = e.target;
  if (f.dataset.sent) { e.preventDefault(); return; }        // a second tap does not post twice
  if (f.method === "post" && !f.hasAttribute("hx-post")) { f.dataset.sent = "1"; f.setAttribute("aria-busy", "true"); }
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach(f => { delete f.dataset.sent; f.removeAttribute("aria-busy"); }));
document.querySelectorAll("[data-copy]").forEach(b => {
  if (!navigator.clipboard) return;
  b.hidden = false;
  b.addEventListener("click", async () => {
    const from = document.getElementById(b.dataset.copy);
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    const was = b.textContent; b.textContent = "Copied"; setTimeout(() => { b.textContent = was; }, 2000);
  });
});
document.querySelectorAll("[data-submit-on-change]").forEach(s => s.addEventListener("change", () => s.form.requestSubmit()));
