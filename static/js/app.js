/*
 * Comfort on top of pages that work without it: menus close, error summaries
 * take the focus, and a form that saves as one types says when it could not.
 */
(function () {
  "use strict";

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    const menu = event.target.closest("details.menu[open]");
    closeMenus(null);
    if (menu) {
      menu.querySelector("summary").focus();
    }
  });

  /* "/" goes to the search, as long as one types nowhere else. */
  document.addEventListener("keydown", function (event) {
    const typed = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typed || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const field = document.querySelector("[data-search-key]");
    const link = document.querySelector(".search-link");
    if (field && field.offsetParent) {
      event.preventDefault();
      field.focus();
    } else if (link) {
      event.preventDefault();
      link.click();
    }
  });

  /* Fields that without scripts belong to one form for all of a page belong to their own one here. */
  function takeOwnFields() {
    document.querySelectorAll("[data-own-fields] [form]").forEach(function (one) {
      one.removeAttribute("form");
    });
  }

  takeOwnFields();
  document.addEventListener("live:replaced", takeOwnFields);

  function focusSummary(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  /* What was tapped is gone with the part of the page that is new: the focus goes on from there. */
  document.addEventListener("htmx:afterSettle", function (event) {
    const next = event.target.querySelector("[data-focus-after]");
    if (next) {
      next.focus();
    }
  });

  function reportUnsaved(event) {
    const form = event.target.closest("[data-autosave]");
    const status = form && document.querySelector(form.dataset.autosave);
    if (status) {
      status.classList.add("save-status--failed");
      status.textContent = status.dataset.failed;
    }
  }

  function clearUnsaved(event) {
    const form = event.target.closest("[data-autosave]");
    const status = form && document.querySelector(form.dataset.autosave);
    if (status && event.detail.successful) {
      status.classList.remove("save-status--failed");
    }
  }

  document.addEventListener("htmx:sendError", reportUnsaved);
  document.addEventListener("htmx:timeout", reportUnsaved);
  document.addEventListener("htmx:responseError", reportUnsaved);
  document.addEventListener("htmx:afterRequest", clearUnsaved);

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  /* A slider over months sets the date beside it, and shows that day when it is let go. */
  document.querySelectorAll("[data-month-slider]").forEach(function (field) {
    const slider = field.querySelector("input");
    const day = document.getElementById(field.dataset.monthSlider);
    const first = field.dataset.first.split("-").map(Number);
    field.hidden = false;

    function month() {
      const at = first[1] - 1 + Number(slider.value);
      const year = first[0] + Math.floor(at / 12);
      return year + "-" + String((at % 12) + 1).padStart(2, "0");
    }

    function speak() {
      slider.setAttribute("aria-valuetext", month());
    }

    slider.addEventListener("input", function () {
      day.value = Number(slider.value) === Number(slider.max) ? day.max : month() + "-15";
      speak();
    });
    slider.addEventListener("change", function () {
      slider.form.requestSubmit();
    });
    speak();
  });

  /* A slider says where it stands. */
  document.querySelectorAll("input[type=range][name]").forEach(function (slider) {
    const value = document.createElement("output");
    value.className = "range-value";
    value.htmlFor = slider.id;
    value.textContent = slider.value;
    slider.before(value);
    slider.addEventListener("input", function () {
      value.textContent = slider.value;
    });
  });

  /* Too large a file is told before minutes of sending; the server refuses it as well. */
  document.addEventListener("change", function (event) {
    const field = event.target.closest("input[type=file][data-largest]");
    if (field) {
      const most = Number(field.dataset.largest);
      const large = Array.from(field.files).some(function (file) {
        return file.size > most;
      });
      field.setCustomValidity(large ? field.dataset.tooLarge : "");
      field.reportValidity();
    }
  });

  /* django-allauth tells of a passkey that failed; the console is no place for that. */
  document.addEventListener("allauth.error", function () {
    const messages = document.getElementById("messages");
    if (messages) {
      const notice = document.createElement("p");
      notice.className = "notice notice--error";
      notice.textContent = messages.dataset.passkeyFailed;
      messages.replaceChildren(notice);
    }
  });

  /* The kind of computer that the page asks for holds for a passkey, too, which has a form of its own. */
  function copyDevice() {
    const chosen = document.querySelector("input[name=device]:checked");
    document.querySelectorAll("[data-same-device]").forEach(function (field) {
      field.value = chosen ? chosen.value : "shared";
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.name === "device") {
      copyDevice();
    }
  });
  window.addEventListener("pageshow", copyDevice);

  /* Copying an address is comfort: its field can be selected without. */
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(field.value).then(function () {
        button.textContent = button.dataset.copied;
      });
    });
  });

  /* What can be undone for some seconds is not offered after them. */
  function letGo(root) {
    root.querySelectorAll("[data-gone-after]").forEach(function (notice) {
      window.setTimeout(function () {
        notice.remove();
      }, Number(notice.dataset.goneAfter) * 1000);
    });
  }
  letGo(document);
  document.addEventListener("live:replaced", function (event) {
    letGo(event.target);
  });
  document.addEventListener("htmx:load", function (event) {
    letGo(event.detail.elt);
  });

  focusSummary(document);
})();
