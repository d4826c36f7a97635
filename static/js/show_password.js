/*
 * A button beside each password shows what was typed. The field stays a password's for the browser and
 * for password managers: its name and its autocomplete stay, and it is hidden again before it is sent.
 */
(function () {
  "use strict";

  const words = document.currentScript.dataset;

  function addButton(input) {
    const label = input.labels && input.labels[0];
    const hadFocus = document.activeElement === input;
    const around = document.createElement("div");
    around.className = "password";
    input.before(around);
    around.append(input);

    const button = document.createElement("button");
    button.type = "button";
    button.className = "button password__show";
    button.textContent = words.show;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-label", words.showField.replace("{field}", label ? label.textContent.replace(/\s+/g, " ").trim() : ""));
    around.append(button);

    function show(shown) {
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    }

    button.addEventListener("click", function () {
      show(input.type === "password");
    });
    if (input.form) {
      input.form.addEventListener("submit", function () {
        show(false);
      });
    }
    window.addEventListener("pagehide", function () {
      show(false);
    });
    if (hadFocus) {
      input.focus();
    }
  }

  document.querySelectorAll("input[type=password][id]").forEach(addButton);
})();
