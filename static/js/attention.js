/*
 * Keys for the list of what needs attention. Each key does what a link or button does that Tab reaches:
 * j and k go to the next and previous row, Enter opens it (it is a link), s snoozes, d is done with it.
 */
(function () {
  "use strict";

  function items() {
    return Array.from(document.querySelectorAll("[data-attention-item]"));
  }

  function here() {
    const at = document.activeElement && document.activeElement.closest("[data-attention-item]");
    return at ? items().indexOf(at) : -1;
  }

  function go(to) {
    const all = items();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    if (next) {
      next.querySelector("[data-attention-open]").focus();
    }
  }

  function snooze(item) {
    const more = item.querySelector("[data-attention-more]");
    more.open = true;
    more.querySelector("[data-attention-snooze]").focus();
  }

  document.addEventListener("keydown", function (event) {
    const typed = event.target.closest("input, textarea, select, [contenteditable]");
    if (typed || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const at = here();
    const item = items()[at];
    if (event.key === "j") {
      go(at + 1);
    } else if (event.key === "k") {
      go(at < 0 ? 0 : at - 1);
    } else if (event.key === "s" && item) {
      snooze(item);
    } else if (event.key === "d" && item) {
      item.querySelector("[data-attention-done]").click();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
