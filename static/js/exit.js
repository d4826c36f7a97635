/*
 * Leaving at once: the page's place in the browser's history is taken by a neutral one. Without
 * scripts the button is a link like any other.
 */
(function () {
  "use strict";

  const WITHIN = 1000;
  const button = document.querySelector("[data-quick-exit]");
  let last = -WITHIN;

  if (!button) {
    return;
  }

  function leave() {
    document.documentElement.hidden = true;
    window.location.replace(button.href);
  }

  button.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    if (event.timeStamp - last < WITHIN) {
      leave();
    }
    last = event.timeStamp;
  });

  /* Who comes back by the browser's own button finds no copy of the page. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      window.location.reload();
    }
  });
})();
