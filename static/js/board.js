/*
 * Moving people between groups by hand: drag a card with mouse or finger, or focus it and press
 * alt with an arrow. Both fill in the form that stands on the card and send it, so that the
 * server answers in the same way as without a script.
 */
(function () {
  "use strict";

  const THRESHOLD = 6;
  const EDGE = 60;
  let drag = null;

  function board() {
    return document.getElementById("board");
  }

  function columns() {
    return Array.from(board().querySelectorAll("[data-column]"));
  }

  function prepare() {
    const hint = board().querySelector("[data-board-hint]");
    board().classList.add("board--draggable");
    if (hint) {
      hint.hidden = false;
    }
  }

  /* Sends the card's own form; a column that its menu does not offer is where it is already. */
  function move(card, column) {
    const form = card.querySelector("[data-move]");
    if (!form || column.contains(card)) {
      return;
    }
    const field = form.elements.to;
    if (field instanceof HTMLSelectElement) {
      field.value = column.dataset.column;
    } else {
      field.removeAttribute("pattern");
      field.value = column.dataset.column;
    }
    form.requestSubmit();
  }

  function columnAt(x, y) {
    const under = document.elementFromPoint(x, y);
    return under && under.closest("[data-column]");
  }

  function mark(column) {
    columns().forEach(function (one) {
      one.classList.toggle("is-over", one === column);
    });
  }

  function drop() {
    if (!drag) {
      return;
    }
    drag.card.classList.remove("is-dragged");
    if (drag.motion) {
      drag.motion.cancel();
    }
    mark(null);
    drag = null;
  }

  document.addEventListener("pointerdown", function (event) {
    const card = event.target.closest("[data-free]");
    const control = event.target.closest("button, select, input, a, label, summary");
    const byFinger = event.pointerType !== "mouse";
    if (!card || control || event.button !== 0) {
      return;
    }
    if (byFinger && !event.target.closest("[data-grip]")) {
      return; /* A finger elsewhere on the card scrolls. */
    }
    drag = {
      card: card,
      x: event.pageX,
      y: event.pageY,
      pointer: event.pointerId,
      moving: false,
    };
  });

  document.addEventListener("pointermove", function (event) {
    if (!drag || event.pointerId !== drag.pointer) {
      return;
    }
    const dx = event.pageX - drag.x;
    const dy = event.pageY - drag.y;
    if (!drag.moving && Math.hypot(dx, dy) < THRESHOLD) {
      return;
    }
    if (!drag.moving) {
      drag.moving = true;
      drag.card.classList.add("is-dragged");
      /* Not an inline style: htmx copies those, and the security policy refuses them. */
      drag.motion = drag.card.animate({ transform: ["none", "none"] }, { duration: 1, fill: "both" });
      window.getSelection().removeAllRanges();
    }
    event.preventDefault();
    const there = "translate(" + dx + "px, " + dy + "px)";
    drag.motion.effect.setKeyframes({ transform: [there, there] });
    mark(columnAt(event.clientX, event.clientY));
    if (event.clientY < EDGE) {
      window.scrollBy(0, -12);
    } else if (event.clientY > window.innerHeight - EDGE) {
      window.scrollBy(0, 12);
    }
  });

  document.addEventListener("pointerup", function (event) {
    if (!drag || event.pointerId !== drag.pointer) {
      return;
    }
    const card = drag.card;
    const column = drag.moving && columnAt(event.clientX, event.clientY);
    drop();
    if (column) {
      move(card, column);
    }
  });

  document.addEventListener("pointercancel", drop);
  document.addEventListener("selectstart", function (event) {
    if (drag) {
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      drop();
    }
    const back = event.key === "ArrowLeft" || event.key === "ArrowUp";
    const on = event.key === "ArrowRight" || event.key === "ArrowDown";
    const card = event.target.closest && event.target.closest("[data-free]");
    if (!card || !event.altKey || !(back || on)) {
      return;
    }
    const all = columns();
    const at = all.indexOf(card.closest("[data-column]"));
    const next = all[at + (on ? 1 : -1)];
    event.preventDefault();
    if (next) {
      card.focus();
      move(card, next);
    }
  });

  /* The card keeps the focus where it has come to be. */
  let focused = null;
  document.addEventListener("htmx:beforeSwap", function () {
    const active = document.activeElement;
    const card = active && active.closest("[data-seat]");
    focused = card ? card.id : active ? active.id : null;
  });
  document.addEventListener("htmx:afterSettle", function () {
    prepare();
    const again = focused && document.getElementById(focused);
    if (again && document.activeElement !== again) {
      again.focus();
    }
    focused = null;
  });
  document.addEventListener("htmx:responseError", function () {
    window.location.reload();
  });

  prepare();
})();
