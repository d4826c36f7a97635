/*
 * Painting the hours of a week over a table of boxes that works without it: drag with mouse or
 * finger, arrows and space with the keyboard, a whole day or hour from the edge of the table.
 */
(function () {
  "use strict";

  const table = document.querySelector("[data-hours]");
  if (!table) {
    return;
  }
  const rows = Array.from(table.tBodies[0].rows, function (row) {
    return Array.from(row.querySelectorAll("input"));
  });
  const boxes = rows.flat();
  const count = document.querySelector("[data-hours-count]");
  const hint = document.querySelector("[data-hours-hint]");
  let painting = null;

  function speak() {
    const marked = boxes.filter(function (box) {
      return box.checked;
    }).length;
    count.textContent =
      marked === 1 ? count.dataset.one : count.dataset.many.replace("%n", marked);
  }

  function place(box) {
    const at = boxes.indexOf(box);
    return [Math.floor(at / 7), at % 7];
  }

  /* One stop for the tab key: the box that was last used, or the first. */
  function stopAt(box) {
    boxes.forEach(function (other) {
      other.tabIndex = other === box ? 0 : -1;
    });
  }

  /* From where painting began to where it is now, as a rectangle. */
  function paint(to) {
    const [top, left] = painting.from;
    const [bottom, right] = place(to);
    boxes.forEach(function (box, at) {
      const [row, column] = [Math.floor(at / 7), at % 7];
      const inside =
        row >= Math.min(top, bottom) &&
        row <= Math.max(top, bottom) &&
        column >= Math.min(left, right) &&
        column <= Math.max(left, right);
      box.checked = inside ? painting.value : painting.before[at];
    });
    speak();
  }

  table.classList.add("hours--painting");
  hint.hidden = false;
  stopAt(boxes[0]);
  speak();

  table.addEventListener("pointerdown", function (event) {
    const box = event.target.closest(".hour input");
    if (!box || event.button !== 0) {
      return;
    }
    painting = {
      from: place(box),
      value: !box.checked,
      before: boxes.map(function (one) {
        return one.checked;
      }),
    };
    box.releasePointerCapture(event.pointerId);
    paint(box);
    box.focus();
    stopAt(box);
  });

  /* The click that follows would turn the box back. */
  table.addEventListener("click", function (event) {
    if (event.target.closest(".hour") && event.detail > 0) {
      event.preventDefault();
    }
  });

  document.addEventListener("pointermove", function (event) {
    if (!painting) {
      return;
    }
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const box = under && under.closest(".hour input");
    if (box && table.contains(box)) {
      paint(box);
      stopAt(box);
      box.focus({ preventScroll: true });
    }
  });

  ["pointerup", "pointercancel"].forEach(function (end) {
    document.addEventListener(end, function () {
      painting = null;
    });
  });

  const STEPS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };

  table.addEventListener("keydown", function (event) {
    const box = event.target.closest(".hour input");
    const step = STEPS[event.key];
    if (!box || !step || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const [row, column] = place(box);
    const next = rows[row + step[0]] && rows[row + step[0]][column + step[1]];
    event.preventDefault();
    if (!next) {
      return;
    }
    if (event.shiftKey) {
      next.checked = box.checked;
      speak();
    }
    stopAt(next);
    next.focus();
  });

  table.addEventListener("change", speak);

  /* A day or an hour as a whole: marked if any of it is not. */
  table.querySelectorAll("[data-hours-all]").forEach(function (head) {
    const button = document.createElement("button");
    const row = head.parentElement.rowIndex - 1;
    const column = head.cellIndex - 1;
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", function () {
      const own =
        head.dataset.hoursAll === "row"
          ? rows[row]
          : rows.map(function (cells) {
              return cells[column];
            });
      const value = !own.every(function (box) {
        return box.checked;
      });
      own.forEach(function (box) {
        box.checked = value;
      });
      speak();
    });
  });
})();
