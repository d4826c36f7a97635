/*
 * Where drafts end, and where a page is left: forms that are sent, what htmx sends, the back button.
 */
(function () {
  "use strict";

  const drafts = window.drafts;
  const store = window.draftStore;
  const view = window.draftView;
  const words = view.words;
  const STILL_HERE = 15000;
  /* What a page may still send while it is left. */
  const LAST_BYTES = 60000;

  /* What the form says of its drafts: `name:revision`, one a line, and what they are called in the list. */
  function named(form) {
    const lines = [];
    const labels = {};
    const writers = {};
    drafts.items.forEach(function (item) {
      if (item.form === form) {
        item.leaving = true;
        item.sentText = view.textOf(item);
        carry(form, item.field.name + "-whole", item.found ? item.sentText : "");
      }
      if (item.form === form && item.mode !== "off" && item.mode !== "form" && !drafts.isPaused(item)) {
        if (item.base || item.sentText !== item.pageText) {
          lines.push(item.field.name + ":" + item.base);
          labels[item.field.name] = view.labelOf(item.field);
          writers[item.field.name] = item.writer;
        }
        window.clearTimeout(item.timer);
        if (drafts.isDirty(item)) {
          drafts.keepHere(item);
        }
      }
    });
    const page = window.location.pathname + window.location.search;
    carry(form, "_drafts", lines.join("\n"));
    carry(form, "_drafts_told", JSON.stringify({
      page: page, title: view.pageTitle(), labels: labels, writers: writers,
    }));
  }

  function carry(form, name, value) {
    let carrier = form.querySelector("input[name='" + name + "']");
    if (!carrier && value) {
      carrier = document.createElement("input");
      carrier.type = "hidden";
      carrier.name = name;
      form.append(carrier);
    }
    if (carrier) {
      carrier.value = value;
      carrier.disabled = !value;
    }
  }

  /* The form says which drafts it carries, so that they end with it. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    named(form);
    /* A page that is still here was not left after all: a file came, or the network went. */
    window.setTimeout(stay, STILL_HERE, form);
  }, true);

  function stay(form) {
    ofForm(form).forEach(function (item) {
      item.leaving = false;
      if (drafts.isDirty(item) && item.mode !== "off") {
        drafts.keepSoon(item, 0);
      }
    });
  }

  function ofForm(form) {
    return Array.from(drafts.items.values()).filter(function (item) {
      return item.form === form;
    });
  }

  /* After what htmx sent: the fields stay, and what was saved is what the page says now. */
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.target.closest && event.target.closest("form");
    if (!form || (event.detail.requestConfig && event.detail.requestConfig.verb !== "post")) {
      return;
    }
    const done = event.detail.successful;
    const refused = done ? refusal(event.detail.xhr.responseText || "") : "";
    ofForm(form).forEach(function (item) {
      if (item.mode === "form") {
        afterAutosave(item, done, refused, event.detail.requestConfig);
      } else {
        landed(item, done);
      }
    });
  });

  /* What a form that saves itself says against it; "" where it was saved. */
  function refusal(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const said = page.querySelector(".save-status--failed");
    return said ? said.textContent.replace(/\s+/g, " ").trim() : "";
  }

  /* What was saved without a new page is what the page says now; what came after it goes on. */
  function landed(item, done) {
    if (!item.leaving) {
      return;
    }
    item.leaving = false;
    if (done) {
      drafts.load([item]);
    } else {
      drafts.keepSoon(item, 0);
    }
  }

  document.addEventListener("live:done", function (event) {
    ofForm(event.target).forEach(function (item) {
      landed(item, event.detail.ok);
    });
  });
  document.addEventListener("live:swapped", function () {
    drafts.attach(document);
  });

  function sentText(item, sent) {
    const values = sent && sent.formData && sent.formData.get ? sent.formData.get(item.field.name) : null;
    return values === null ? item.field.value : values;
  }

  function afterAutosave(item, done, refused, sent) {
    if (done && !refused) {
      item.kept = sentText(item, sent).replace(/\r\n/g, "\n");
      item.pageText = item.kept;
      item.wait = 0;
      view.say(item, "");
      if (!drafts.isDirty(item)) {
        store.remove(item.place, true);
      }
    } else if (done && drafts.isDirty(item)) {
      /* Near the field, since the form's own line may be far below it. */
      view.say(item, refused, true);
    } else if (!done && drafts.isDirty(item)) {
      drafts.failed(item, navigator.onLine ? words.unreached : words.offline);
    }
  }

  document.addEventListener("htmx:afterSettle", function () {
    drafts.attach(document);
  });

  window.addEventListener("online", drafts.tryAll);

  function flush() {
    drafts.items.forEach(function (item) {
      if (drafts.isDirty(item) && item.mode !== "form" && !item.choosing) {
        window.clearTimeout(item.timer);
        drafts.keep(item, { fetch: { keepalive: item.field.value.length < LAST_BYTES / 3 } });
      }
    });
  }

  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") {
      flush();
    } else {
      drafts.tryAll();
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
        drafts.items.forEach(function (item) {
        item.leaving = false;
      });
      drafts.load(Array.from(drafts.items.values()).filter(function (item) {
        return item.mode !== "off";
      }));
    }
  });
  window.addEventListener("beforeunload", function (event) {
    const unkept = Array.from(drafts.items.values()).some(function (item) {
      return !item.leaving && item.mode === "off" && item.field.value !== item.field.defaultValue;
    });
    if (unkept) {
      event.preventDefault();
    }
  });
})();
