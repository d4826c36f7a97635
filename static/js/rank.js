/*
 * Dragging the names of a ranking. The arrows beside each name do the same without a script;
 * here they move the name at once and keep the focus, and every change is saved by itself.
 */
(function () {
  "use strict";

  const list = document.querySelector("[data-ranking]");
  if (!list) {
    return;
  }
  const status = document.querySelector("[data-ranking-status]");
  const token = list.querySelector("[name=csrfmiddlewaretoken]").value;
  let dragged = null;
  let saved = order();
  let saving = false;

  function order() {
    return Array.from(list.children, function (item) {
      return item.dataset.key;
    });
  }

  function refresh() {
    const last = list.children.length - 1;
    Array.from(list.children).forEach(function (item, at) {
      const arrows = item.querySelectorAll(".ranking__acts button");
      arrows[0].disabled = at === 0;
      arrows[1].disabled = at === last;
    });
  }

  function restore() {
    saved.forEach(function (key) {
      list.append(list.querySelector('[data-key="' + key + '"]'));
    });
    refresh();
  }

  /* One request at a time, so that an earlier order never overtakes a later one. */
  function save() {
    const wanted = order();
    if (saving || wanted.join() === saved.join()) {
      return;
    }
    const body = new URLSearchParams();
    wanted.forEach(function (key) {
      body.append("keys", key);
    });
    saving = true;
    status.textContent = "";
    fetch(list.dataset.ranking, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: body,
    })
      .then(function (response) {
        return response.text().then(function (text) {
          if (!response.ok) {
            throw new Error(response.status === 409 ? text : list.dataset.failed);
          }
          saved = wanted;
          saving = false;
          if (order().join() === saved.join()) {
            status.textContent = text;
          }
          save();
        });
      })
      .catch(function (error) {
        saving = false;
        restore();
        status.textContent =
          error instanceof TypeError ? list.dataset.failed : error.message;
      });
  }

  list.addEventListener("dragstart", function (event) {
    dragged = event.target.closest("li");
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });

  list.addEventListener("dragover", function (event) {
    const over = event.target.closest("[data-ranking] > li");
    if (!dragged) {
      return;
    }
    event.preventDefault();
    if (over && over !== dragged) {
      const box = over.getBoundingClientRect();
      const below = event.clientY > box.top + box.height / 2;
      list.insertBefore(dragged, below ? over.nextSibling : over);
    }
  });

  list.addEventListener("drop", function (event) {
    event.preventDefault();
  });

  list.addEventListener("dragend", function () {
    dragged.classList.remove("is-dragged");
    dragged = null;
    refresh();
    save();
  });

  list.addEventListener("submit", function (event) {
    const button = event.target.querySelector("button");
    const item = event.target.closest("li");
    const up = event.target.action.endsWith("/up/");
    if (!up && !event.target.action.endsWith("/down/")) {
      return;
    }
    event.preventDefault();
    if (up && item.previousElementSibling) {
      list.insertBefore(item, item.previousElementSibling);
    } else if (!up && item.nextElementSibling) {
      list.insertBefore(item.nextElementSibling, item);
    }
    refresh();
    if (button.disabled) {
      item.querySelector(".ranking__acts button:not([disabled])").focus();
    } else {
      button.focus();
    }
    save();
  });
})();
