// Keyboard, copying, and the honesty of what is alive. Everything can be read without it.
(function () {
  "use strict";
  const $ = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // Copying: the buttons are of no use without a script, so they appear with it.
  function reveal(within) {
    if (navigator.clipboard) all("button.copy[hidden]", within).forEach((it) => { it.hidden = false; });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1200);
    });
  });
  document.addEventListener("htmx:afterSwap", (event) => reveal(event.target));

  // Keyboard: `/` searches, arrows or j and k go through the rows of a table, Enter opens one.
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      if (event.key === "Escape" && typing(event.target)) event.target.blur();
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      $("#search").focus();
      $("#search").select();
      return;
    }
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const rows = all("main table.rows tbody tr");
    if (!step || !rows.length || event.target.closest(".picture, pre, details")) return;
    event.preventDefault();
    const at = rows.findIndex((row) => row.classList.contains("at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    rows.forEach((row) => row.classList.toggle("at", row === next));
    const link = $("a", next);
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });

  // Nothing jumps: rows that are new are announced, and shown when somebody asks.
  const ids = (within) => all("[data-row]", within).map((row) => row.dataset.row);
  let held = null;
  function show() {
    const list = $("#stuck");
    if (held !== null && list) {
      list.innerHTML = held;
      htmx.process(list);
      reveal(list);
    }
    held = null;
    $("#news").hidden = true;
  }
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const list = event.target;
    if (list.id !== "stuck") return;
    const coming = document.createElement("template");
    coming.innerHTML = event.detail.data;
    const known = new Set(ids(list));
    const fresh = ids(coming.content).filter((id) => !known.has(id));
    const watched = list.matches(":hover, :focus-within") || known.size > 0;
    if (!fresh.length || !watched) {
      held = null;
      $("#news").hidden = true;
      // A row that somebody points at or stands on stays where it is until they leave.
      if (list.matches(":hover, :focus-within") && known.size !== ids(coming.content).length) {
        event.preventDefault();
        held = event.detail.data;
        list.addEventListener("mouseleave", show, { once: true });
      }
      return;
    }
    event.preventDefault();
    held = event.detail.data;
    $("#news span").textContent = fresh.length === 1 ? "1 more is stuck." : fresh.length + " more are stuck.";
    $("#news").hidden = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#news button")) show();
  });

  // A lost connection is shown, with the age of what is seen.
  let heard = new Date();
  let lost = false;
  function say(words, there) {
    const link = $("#link");
    if (!link) return;
    link.textContent = words;
    link.classList.toggle("there", there);
  }
  document.addEventListener("htmx:sseOpen", () => {
    lost = false;
    heard = new Date();
    say("Live.", true);
    $("#read").hidden = true;
  });
  document.addEventListener("htmx:sseMessage", () => { heard = new Date(); });
  document.addEventListener("htmx:sseError", () => {
    lost = true;
    const age = Math.round((Date.now() - heard) / 1000);
    say("Connection lost. You see what was so " + age + " s ago.", false);
  });
  setInterval(() => {
    if (lost) say("Connection lost. You see what was so " + Math.round((Date.now() - heard) / 1000) + " s ago.", false);
  }, 1000);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => reveal());
  else reveal();
})();
