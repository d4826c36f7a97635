/* Shows times in the zone that the browser says, until the reader chooses one. Changes nothing else. */
(function () {
  "use strict";

  const form = document.getElementById("own-zone");
  if (!form) {
    return;
  }
  const menu = form.elements.zone;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Array.from(menu.options).some((one) => one.value === here);
  if (form.dataset.chosen === "" && known && menu.value !== here) {
    menu.value = here;
    form.submit();
  }
})();
