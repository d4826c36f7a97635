/*
 * Posts the page's one form as soon as it is here; without scripts, its button does.
 */
(function () {
  "use strict";

  document.querySelector("form[data-posts-on]").submit();
})();
