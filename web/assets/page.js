// Everything here is comfort: each page works without it.
addEventListener("submit", e => {
  const f = e.target;
  if (f.dataset.sent) { e.preventDefault(); return; }        // a second tap does not post twice
  if (f.method === "post" && !f.hasAttribute("hx-post") && !(f.dataset.passkey && !f.elements.passkey.value)) { f.dataset.sent = "1"; f.setAttribute("aria-busy", "true"); }
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
// Cards are dragged from stage to stage; each has a list that does the same.
document.querySelectorAll("[data-card]").forEach(c => c.addEventListener("dragstart", e => e.dataTransfer.setData("text/plain", c.dataset.card)));
document.querySelectorAll("[data-drop]").forEach(col => {
  col.addEventListener("dragover", e => { e.preventDefault(); col.classList.add("over"); });
  col.addEventListener("dragleave", () => col.classList.remove("over"));
  col.addEventListener("drop", e => {
    e.preventDefault();
    const list = document.getElementById("s" + e.dataTransfer.getData("text/plain"));
    if (!list || list.value === col.dataset.drop) { col.classList.remove("over"); return; }
    list.value = col.dataset.drop;
    list.form.requestSubmit();
  });
});
// Passkeys: ask what to answer, let the device answer it, and send the form with the answer in it.
const keys = window.PublicKeyCredential;
if (keys?.parseRequestOptionsFromJSON) document.querySelectorAll("[data-passkey]").forEach(f => {
  f.hidden = false;
  f.addEventListener("submit", async e => {
    const answer = f.elements.passkey, wrong = f.querySelector(".problem");
    if (answer.value) return;
    e.preventDefault();
    wrong.hidden = true;
    try {
      const r = await fetch(f.dataset.passkey, { method: "POST" });
      if (!r.ok) throw new Error(r.status);
      const o = await r.json();
      const made = o.user ? await navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(o) })
                          : await navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(o) });
      answer.value = JSON.stringify(made.toJSON());
      f.requestSubmit();
    } catch { wrong.hidden = false; }
  });
});
