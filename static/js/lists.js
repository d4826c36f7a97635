/*
 * Lists: tick all rows of a page at once. Without scripts the boxes beside the rows, and the one for all
 * that match, do the same.
 */
(function () {
  "use strict";

  function rowsOf(form) {
    return form.querySelectorAll("input[name=row]");
  }

  function show(root) {
    root.querySelectorAll("[data-choose-page]").forEach(function (label) {
      label.hidden = false;
    });
  }

  document.addEventListener("change", function (event) {
    const box = event.target.closest(".list-acts input[type=checkbox]");
    if (!box) {
      return;
    }
    const form = box.closest("form");
    const rows = rowsOf(form);
    const all = form.querySelector("[data-choose-all]");
    const page = form.querySelector("[data-choose-page] input");
    if (box === page || box === all) {
      rows.forEach(function (row) {
        row.checked = box.checked;
      });
    }
    if (all && box !== all && !box.checked) {
      all.checked = false;
    }
    if (page) {
      page.checked = Array.from(rows).every(function (row) {
        return row.checked;
      });
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    show(event.target);
  });
  show(document);
})();
