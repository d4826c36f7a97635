/*
 * The network map: a tap on someone, or the space bar, shows all their roles; another one, or Escape,
 * shows everyone again. A click of a mouse and Enter open the person, as they do without this script.
 */
(function () {
  "use strict";

  document.querySelectorAll("[data-network-map]").forEach(function (map) {
    const panel = map.querySelector("[data-map-trace]");
    const text = map.querySelector("[data-map-trace-text]");
    const link = map.querySelector("[data-map-trace-link]");
    const hint = map.querySelector("[data-map-touch]");
    let touched = false;
    let traced = null;

    if (hint) {
      hint.hidden = !window.matchMedia("(pointer: coarse)").matches;
    }

    function clear() {
      if (!traced) {
        return;
      }
      traced = null;
      map.classList.remove("network-map--traced");
      map.querySelectorAll(".map-tie--traced").forEach(function (one) {
        one.classList.remove("map-tie--traced");
      });
      map.querySelectorAll(".map-sector--traced").forEach(function (one) {
        one.classList.remove("map-sector--traced");
      });
      panel.hidden = true;
      text.textContent = "";
    }

    function trace(person) {
      clear();
      traced = person;
      map.classList.add("network-map--traced");
      person.classList.add("map-tie--traced");
      person.dataset.roles.split(" ").forEach(function (role) {
        person.ownerSVGElement.querySelector('[data-role="' + role + '"]').classList.add("map-sector--traced");
      });
      panel.hidden = false;
      link.href = person.getAttribute("href");
      text.textContent = [person.dataset.name, person.dataset.says].filter(Boolean).join(": ");
    }

    function turn(person) {
      if (traced === person) {
        clear();
      } else {
        trace(person);
      }
    }

    map.addEventListener("pointerdown", function (event) {
      touched = event.pointerType === "touch";
    });

    map.addEventListener("click", function (event) {
      if (event.target.closest("[data-map-trace-clear]")) {
        const person = traced;
        clear();
        person.focus();
        return;
      }
      const person = event.target.closest(".map-tie");
      if (person && touched) {
        event.preventDefault();
        turn(person);
      }
      touched = false;
    });

    map.addEventListener("keydown", function (event) {
      touched = false;
      const person = event.target.closest(".map-tie");
      if (person && event.key === " ") {
        event.preventDefault();
        turn(person);
      }
    });

    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        clear();
      }
    });
  });
})();
