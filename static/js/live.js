/*
 * Forms with data-live act without a new page: what they change is fetched, and the regions that they
 * name are replaced, nothing else. Taps wait for each other, so that none is lost and the last one
 * counts; without a connection they are tried again. Without scripts they are forms like any other.
 */
(function () {
  "use strict";

  const config = document.getElementById("drafts");
  const words = config ? config.dataset : {};
  const LONGEST_WAIT = 30000;
  const queue = [];
  let busy = false;
  let wait = 0;

  function regionsOf(form) {
    return form.dataset.live.split(",").map(function (one) {
      return one.trim();
    });
  }

  function tell(sentence) {
    const line = document.getElementById("live-status");
    if (line) {
      line.textContent = sentence;
      line.hidden = !sentence;
    }
  }

  /* The answer is shown at once; the server's word comes after it. */
  function press(button) {
    if (!button || !button.hasAttribute("aria-pressed") || !button.form) {
      return;
    }
    button.form.querySelectorAll("[aria-pressed]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(one === button));
      one.classList.toggle("button--primary", one === button);
    });
  }

  function isNeeded(region, rest) {
    return rest.some(function (one) {
      return one.regions.includes(region);
    });
  }

  function fieldsIn(root) {
    return Array.from(root.querySelectorAll("input:not([type=hidden]), textarea, select"));
  }

  /* What stands half typed in another form of a region goes over into the new one. */
  function carryOver(before, after, sent) {
    fieldsIn(before).forEach(function (field) {
      const twin = field.id && after.querySelector("#" + CSS.escape(field.id));
      if (twin && field.form !== sent && "defaultValue" in field && field.value !== field.defaultValue) {
        twin.value = field.value;
      }
    });
    before.querySelectorAll("details[open][id]").forEach(function (one) {
      const twin = after.querySelector("#" + CSS.escape(one.id));
      if (twin && !one.contains(sent)) {
        twin.open = true;
      }
    });
  }

  /* Whoever works with the keyboard goes on where they were. */
  function focusIn(region, names) {
    const there = names.map(function (name) {
      return name && document.getElementById(name);
    }).find(Boolean);
    if (!there) {
      region.tabIndex = -1;
    }
    (there || region).focus({ preventScroll: true });
  }

  function replace(region, page, sent) {
    const before = document.querySelector(region);
    const after = page.querySelector(region);
    if (!before || !after) {
      return;
    }
    const active = before.contains(document.activeElement) ? document.activeElement : null;
    const fresh = document.adoptNode(after);
    carryOver(before, fresh, sent);
    before.replaceWith(fresh);
    fresh.dispatchEvent(new CustomEvent("live:replaced", { bubbles: true }));
    if (window.htmx) {
      window.htmx.process(fresh);
    }
    if (active) {
      focusIn(fresh, [active.id, active.dataset.focusNext]);
    }
  }

  function done(act, ok) {
    act.form.dispatchEvent(new CustomEvent("live:done", { bubbles: true, detail: { ok: ok } }));
  }

  function show(act, text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const there = act.regions.filter(function (region) {
      return region !== "#messages" && page.querySelector(region);
    });
    if (!there.length) {
      /* Another page is the answer: a question, or a form with an error. */
      done(act, false);
      delete act.form.dataset.live;
      act.form.requestSubmit(act.button && act.button.form === act.form ? act.button : undefined);
      return;
    }
    done(act, true);
    act.regions.forEach(function (region) {
      if (!isNeeded(region, queue)) {
        replace(region, page, act.form);
      }
    });
    document.dispatchEvent(new CustomEvent("live:swapped"));
  }

  async function send(act) {
    const answer = await fetch(act.url, {
      method: "POST",
      body: new URLSearchParams(act.body),
      headers: { "X-Live": "1" },
    });
    if (answer.status >= 500) {
      throw new Error(String(answer.status));
    }
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
      window.location.assign(answer.url);
      return;
    }
    queue.shift();
    wait = 0;
    tell("");
    if (answer.ok) {
      show(act, await answer.text());
    } else {
      done(act, false);
      tell(words.liveRefused || "");
    }
  }

  async function pump() {
    if (busy) {
      return;
    }
    busy = true;
    while (queue.length) {
      try {
        await send(queue[0]);
      } catch (error) {
        wait = Math.min(LONGEST_WAIT, Math.max(1000, wait * 2));
        tell(words.liveWaiting || "");
        await new Promise(function (resolve) {
          window.setTimeout(resolve, wait);
          window.addEventListener("online", resolve, { once: true });
        });
      }
    }
    busy = false;
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.dataset.live || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    const own = button && button.getAttribute("formaction");
    queue.push({
      form: form,
      button: button,
      url: own || form.getAttribute("action") || window.location.href,
      body: new FormData(form, button),
      regions: regionsOf(form),
    });
    press(button);
    pump();
  });

  window.addEventListener("beforeunload", function (event) {
    if (queue.length) {
      event.preventDefault();
    }
  });
})();
