/*
 * Signing out takes what is kept in this browser with it, after saying what has not been sent.
 */
(function () {
  "use strict";

  const config = document.getElementById("drafts");
  const store = window.draftStore;
  const dialog = document.getElementById("unsent");
  let asked = null;

  function goOn() {
    store.clear();
    asked.form.dataset.checked = "1";
    asked.form.requestSubmit(asked.button);
  }

  async function unsent() {
    await window.drafts.keepAll();
    const told = await store.renew().catch(function () {
      return null;
    });
    return { here: store.count(), there: told && told.unsent ? told.unsent : 0 };
  }

  document.addEventListener("submit", async function (event) {
    const form = event.target;
    const button = event.submitter;
    const leaves = [form, button].some(function (one) {
      return one && one.hasAttribute("data-signs-out");
    });
    if (!config || !leaves || form.dataset.checked) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    asked = { form: form, button: button };
    const found = await unsent();
    if (!found.here && !found.there) {
      goOn();
      return;
    }
    dialog.querySelector("[data-there]").hidden = !found.there;
    dialog.querySelector("[data-here]").hidden = !found.here;
    dialog.showModal();
  }, true);

  if (dialog) {
    dialog.addEventListener("close", function () {
      if (dialog.returnValue === "out") {
        goOn();
      }
    });
  }
})();
