/*
 * The console on a phone is two screens beside each other (css/pages/sessions.css). Their links work by
 * themselves; this says which one is shown, and goes to it without touching the address or the history.
 */
(function () {
  "use strict";

  const row = document.getElementById("screens");
  const links = Array.from(document.querySelectorAll("[data-screen]"));
  if (!row || !links.length) {
    return;
  }

  function screenOf(link) {
    return document.querySelector(link.getAttribute("href"));
  }

  function startOf(one) {
    return one.getBoundingClientRect().left - row.getBoundingClientRect().left + row.scrollLeft;
  }

  function mark() {
    const middle = row.scrollLeft + row.clientWidth / 2;
    links.forEach(function (link) {
      const one = screenOf(link);
      const start = startOf(one);
      const shown = start <= middle && middle < start + one.offsetWidth;
      link.setAttribute("aria-current", String(shown));
    });
  }

  links.forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      const one = screenOf(link);
      row.scrollTo({ left: startOf(one) });
      if (row.getBoundingClientRect().top < 0) {
        one.scrollIntoView({ block: "start" });
      }
      mark();
    });
  });
  row.addEventListener("scroll", mark, { passive: true });
  window.addEventListener("resize", mark);
  mark();
})();
