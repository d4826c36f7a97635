/*
 * Counts a session's segment down between two looks at the server, which keeps the time: each
 * device starts from the seconds that the page came with, whatever its own clock says.
 */
(function () {
  "use strict";

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  function worded(seconds, clock) {
    const whole = Math.abs(seconds);
    const time = Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
    return (seconds < 0 ? clock.dataset.over : clock.dataset.leftWord).replace("{time}", time);
  }

  function show(clock) {
    if (!clock.dataset.since) {
      clock.dataset.since = String(performance.now());
    }
    const runs = clock.dataset.runs === "1";
    const gone = runs ? Math.floor((performance.now() - Number(clock.dataset.since)) / 1000) : 0;
    const left = Number(clock.dataset.left) - gone;
    const bar = clock.querySelector("progress");
    clock.querySelector(".clock__time").textContent = worded(left, clock);
    /* Whoever asked for little motion gets the bar by the half-minute. */
    if (!calm.matches || gone % 30 === 0) {
      bar.value = bar.max - left;
    }
  }

  function showAll() {
    document.querySelectorAll("[data-clock]").forEach(show);
  }

  document.addEventListener("htmx:afterSwap", showAll);
  document.addEventListener("live:swapped", showAll);
  window.setInterval(showAll, 1000);
  showAll();
})();
