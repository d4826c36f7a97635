/*
 * Every long text is kept as it is typed: as a draft on the server, and while that cannot be reached
 * encrypted in this browser (draft_store.js). A text that its author changed elsewhere meanwhile is
 * shown beside this one, and they choose. What is kept goes when the form is saved or sent.
 *
 * On a field, data-draft="server" keeps nothing in the browser and data-draft="off" nothing at all;
 * data-draft-unless names a checkbox of the form that stops it. A form with data-autosave saves itself.
 */
(function () {
  "use strict";

  const config = document.getElementById("drafts");
  const view = window.draftView;
  const words = view.words;
  const store = window.draftStore;
  const SELECTOR = "textarea:not([readonly]):not([hidden]), input[data-draft]";
  const PAUSE = 1000;
  const LONGEST_WAIT = 60000;
  const items = new Map();
  let channel = null;

  function modeOf(field, form) {
    const asked = field.dataset.draft || "on";
    if (asked === "off" || !config) {
      return "off";
    }
    return form.hasAttribute("data-autosave") ? "form" : asked;
  }

  function attach(root) {
    const fresh = [];
    root.querySelectorAll(SELECTOR).forEach(function (field) {
      const form = field.form;
      if (items.has(field) || !form || !field.name || form.method !== "post" || field.disabled) {
        return;
      }
      const at = new URL(form.getAttribute("action") || window.location.href, window.location.href);
      const status = document.createElement("p");
      status.className = "draft-status";
      status.setAttribute("role", "status");
      field.after(status);
      const item = {
        field: field,
        form: form,
        status: status,
        mode: modeOf(field, form),
        action: at.pathname + at.search,
        base: 0,
        found: field.closest(".picking") && field.closest(".picking").querySelector("[data-draft-lines]"),
        wait: 0,
        writer: Math.random().toString(36).slice(2, 14),
      };
      item.pageText = item.found ? view.textOf(item) : field.defaultValue;
      item.kept = item.pageText;
      item.place = item.action + "\n" + field.name;
      items.set(field, item);
      if (item.mode !== "off") {
        fresh.push(item);
      }
    });
    for (const field of items.keys()) {
      if (!field.isConnected) {
        items.delete(field);
      }
    }
    return fresh.length ? load(fresh) : Promise.resolve();
  }

  const isDirty = (item) => view.textOf(item) !== item.kept;

  function isPaused(item) {
    const name = item.field.dataset.draftUnless;
    const box = name && item.form.elements[name];
    return Boolean(box && box.checked);
  }

  /* What the server and this browser have of these fields goes into them. */
  async function load(some, late) {
    const told = await store.open();
    listen();
    const asked = some.filter(function (item) {
      return item.mode !== "form";
    });
    let drafts = [];
    if (asked.length && told) {
      try {
        const body = { fields: asked.map(function (item) {
          return { action: item.action, field: item.field.name };
        }) };
        const answer = await store.post(words.readUrl, body, { headers: { "X-Automatic": "1" } });
        drafts = answer.ok ? (await answer.json()).drafts : [];
      } catch (error) {
        drafts = [];
      }
    }
    for (const item of some) {
      const draft = drafts[asked.indexOf(item)] || null;
      /* What the page before sent on its way out may come in after this was asked. */
      if (item.mode === "server" && !draft && !late) {
        window.setTimeout(load, PAUSE, [item], true);
      }
      await settle(item, draft);
    }
  }

  async function settle(item, draft) {
    const own = item.mode === "server" ? [] : await store.get(item.place);
    const typed = view.textOf(item) !== item.pageText;
    const others = [];
    let text = null;
    let was = "";
    if (draft) {
      item.base = draft.revision;
    }
    own.forEach(function (record) {
      if (record.leaving && draft && draft.sent && draft.revision > record.base) {
        return;
      }
      if (text === null) {
        text = record.text;
        was = record.was;
      } else if (record.text !== text) {
        others.push({ text: record.text, title: words.hereToo });
      }
    });
    if (draft && !draft.sent) {
      if (text === null) {
        text = draft.text;
        was = draft.was;
      } else if (draft.text !== text && !own.some(function (record) {
        return record.base === draft.revision;
      })) {
        others.push({ text: draft.text, title: view.titleOf(draft) });
      }
    }
    if (text !== null && text === item.field.dataset.draftSent && !others.length) {
      carriedOn(item, text);
      return;
    }
    const unsent = own.length > 0 && text !== null;
    if (!unsent) {
      await store.remove(item.place, true);
    }
    if (draft && draft.sent && item.sentText !== undefined) {
      landedWith(item);
    }
    if (text === null) {
      return;
    }
    const isOwn = text === item.kept || text === item.sentText;
    if (typed && view.textOf(item) !== text && !unsent && isOwn) {
      item.kept = text;
      keepSoon(item);
      return;
    }
    if (typed && view.textOf(item) !== text) {
      others.push({ text: text, title: words.earlier });
    } else {
      view.setText(item, text);
    }
    if (was && was !== view.mark(item.pageText) && item.pageText && item.pageText !== view.textOf(item)) {
      others.push({ text: item.pageText, title: words.savedMeanwhile });
    }
    /* A form that was refused shows what was typed: that is no saved text. */
    item.isRefused = text === item.pageText;
    item.kept = unsent && !item.isRefused ? item.pageText : text;
    if (view.textOf(item) !== item.pageText) {
      view.say(item, view.restored(draft ? draft.saved_at : own[0].at));
      offerDiscard(item);
    }
    view.showOthers(item, others, chosen);
    if (item.mode === "form" && text === item.pageText) {
      await store.remove(item.place, true);
    }
    /* What saves itself waits for the choice, so that it does not overwrite the other text. */
    if (isDirty(item) && !(item.mode === "form" && item.choosing)) {
      keepSoon(item);
    }
  }

  /* The page read what was sent, and shows it in its own way: that is the text now. */
  function carriedOn(item, sent) {
    item.isRefused = true;
    item.kept = sent;
    keepSoon(item);
  }

  /* The form was taken, and its page is still here. */
  function landedWith(item) {
    item.pageText = item.sentText;
    item.kept = item.sentText;
    item.isRefused = false;
    delete item.sentText;
    view.say(item, view.fill(words.sent, view.timeOf(Date.now())));
    if (isDirty(item)) {
      keepSoon(item, 0);
    }
  }

  function offerDiscard(item) {
    item.status.append(" ", view.button(words.discard, function () {
      const before = view.textOf(item);
      chosen(item, item.pageText);
      view.sayDiscarded(item, function () {
        chosen(item, before);
      });
    }, true));
  }

  function chosen(item, text) {
    view.clearOthers(item);
    view.setText(item, text);
    view.say(item, "");
    keepSoon(item, 0);
    item.field.focus();
  }

  function keepSoon(item, pause) {
    window.clearTimeout(item.timer);
    item.timer = window.setTimeout(function () {
      keep(item);
    }, pause === undefined ? PAUSE : pause);
  }

  async function keepHere(item) {
    if (item.mode === "server") {
      return false;
    }
    return store.put(item.place, {
      text: view.textOf(item),
      base: item.base,
      was: view.mark(item.pageText),
      at: Date.now(),
      leaving: Boolean(item.leaving),
    });
  }

  async function keep(item, more) {
    if (item.mode === "form") {
      window.htmx.trigger(item.form, "change");
      return;
    }
    if (item.mode === "off" || item.leaving || isPaused(item)) {
      return;
    }
    if (item.busy) {
      item.again = true;
      return;
    }
    const text = view.textOf(item);
    const gone = text === (item.isRefused ? "" : item.pageText);
    const body = { action: item.action, field: item.field.name, base: item.base, writer: item.writer };
    if (!gone) {
      Object.assign(body, {
        text: text,
        was: view.mark(item.pageText),
        label: view.labelOf(item.field),
        page: window.location.pathname + window.location.search,
        title: view.pageTitle(),
      });
    }
    item.busy = true;
    try {
      await understood(item, text, await store.post(gone ? words.discardUrl : words.saveUrl, body, more || {}));
    } catch (error) {
      failed(item, navigator.onLine ? words.unreached : words.offline);
    }
    item.busy = false;
    if (item.again) {
      item.again = false;
      keepSoon(item);
    }
  }

  async function understood(item, text, answer) {
    if (answer.ok) {
      const told = answer.status === 204 ? { revision: 0 } : await answer.json();
      item.base = told.revision;
      item.kept = text;
      item.wait = 0;
      if (!isDirty(item)) {
        await store.remove(item.place);
      }
      if (!item.choosing && (told.revision || !item.undoable)) {
        view.say(item, told.revision ? view.fill(words.saved, view.timeOf(told.saved_at)) : "");
      }
      if (channel && item.mode !== "server") {
        channel.postMessage({ place: item.place, base: item.base, text: text });
      }
    } else if (answer.status === 409) {
      const draft = await answer.json();
      item.base = draft.revision;
      if (draft.sent || draft.text === view.textOf(item)) {
        keepSoon(item, 0);
      } else {
        view.showOthers(item, [{ text: draft.text, title: view.titleOf(draft) }], chosen);
      }
    } else if (answer.status === 413) {
      view.say(item, (await answer.json()).message, true);
      await keepHere(item);
    } else if (answer.status === 401 || answer.status === 403) {
      failed(item, words.signedOut);
    } else {
      failed(item, words.unreached);
    }
  }

  async function failed(item, why) {
    const here = await keepHere(item);
    view.say(item, why + " " + (here ? words.keptHere : words.notKept), true);
    item.wait = Math.min(LONGEST_WAIT, Math.max(2000, item.wait * 2));
    window.clearTimeout(item.timer);
    item.timer = window.setTimeout(function () {
      keep(item, { headers: { "X-Automatic": "1" } });
    }, item.wait);
  }

  function tryAll() {
    items.forEach(function (item) {
      if (isDirty(item) && item.mode !== "off") { keepSoon(item, 0); }
    });
  }

  /* Another tab of the same person: what has not been touched here follows. */
  function listen() {
    if (channel || !store.tag() || !("BroadcastChannel" in window)) {
      return;
    }
    channel = new BroadcastChannel("drafts:" + store.tag());
    channel.addEventListener("message", function (event) {
      items.forEach(function (item) {
        if (item.place === event.data.place && !isDirty(item) && item.mode !== "form") {
          item.base = event.data.base;
          item.kept = event.data.text;
          view.setText(item, event.data.text);
          view.say(item, words.followed);
        }
      });
    });
  }

  let beaten = 0;

  document.addEventListener("input", function (event) {
    const item = items.get(event.target);
    if (!item) {
      return;
    }
    if (item.mode === "off") {
      /* Whoever types is there, although nothing of it is sent. */
      if (config && Date.now() - beaten > 60000) {
        beaten = Date.now();
        fetch(words.keyUrl).catch(function () {});
      }
      return;
    }
    if (isPaused(item)) {
      view.say(item, words.paused);
      return;
    }
    if (item.mode !== "server") {
      keepHere(item);
    }
    if (item.mode !== "form") {
      keepSoon(item);
    }
  });

  document.addEventListener("change", function (event) {
    items.forEach(function (item) {
      if (item.found && item.found.contains(event.target)) {
        keepSoon(item, 0);
      }
      if (item.field.dataset.draftUnless === event.target.name && item.form === event.target.form) {
        if (event.target.checked) {
          store.post(words.discardUrl, { action: item.action, field: item.field.name, base: item.base }, {});
          item.base = 0;
          item.kept = item.pageText;
          view.say(item, words.paused);
        } else {
          keepSoon(item, 0);
        }
      }
    });
  });

  window.drafts = {
    items: items,
    attach: attach,
    load: load,
    isDirty: isDirty,
    isPaused: isPaused,
    keep: keep,
    keepSoon: keepSoon,
    keepHere: keepHere,
    failed: failed,
    tryAll: tryAll,
    keepAll: function () {
      return Promise.all(Array.from(items.values()).filter(function (item) {
        return isDirty(item) && item.mode !== "form" && item.mode !== "off";
      }).map(function (item) {
        return keep(item);
      }));
    },
  };
  attach(document).then(function () {
    document.documentElement.dataset.drafts = "ready";
  });
})();
