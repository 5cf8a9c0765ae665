// What makes sharing a tap shorter. Every page works without this. Nothing is told before somebody does something.
(() => {
  const $ = s => document.querySelectorAll(s), by = id => document.getElementById(id), text = by("text");
  const events = document.querySelector("[data-events]"), sent = {};
  const tell = how => {
    if (!events || sent[how]) return;
    sent[how] = true;
    navigator.sendBeacon(events.dataset.events, new URLSearchParams({how}));
  };
  const say = s => { const e = by("said"); if (e) e.textContent = s; };
  const copy = async e => {
    try { await navigator.clipboard.writeText(e.value); } catch { e.focus(); e.select(); document.execCommand("copy"); }
    say("Copied. Paste it wherever you like.");
    tell("copied");
  };
  $("[data-copy]").forEach(b => { b.hidden = false; b.addEventListener("click", () => copy(by(b.dataset.copy))); });
  $("[data-share]").forEach(b => {
    b.hidden = false;
    if (!navigator.share) b.textContent = "Copy it";
    b.addEventListener("click", async () => {
      if (!navigator.share) return copy(text);
      try { await navigator.share({title: b.dataset.share, text: text.value}); tell("sheet"); } catch (e) { if (e.name !== "AbortError") copy(text); }
    });
  });
  // The words as they were changed go along.
  $("[data-way]").forEach(a => {
    const written = text && text.value;
    a.addEventListener("click", () => {
      const how = a.dataset.way, words = encodeURIComponent(text.value.replace(/\n/g, "\r\n"));
      if (how !== "linkedin" && text.value !== written) a.href = a.href.replace(/((?:body|text)=).*$/, (_, k) => k + words);
      tell(how);
    });
  });
  $("[data-print]").forEach(b => { b.hidden = false; b.addEventListener("click", () => { tell("printed"); window.print(); }); });
})();
