/*
 * What people see of their drafts: the line near a field, and two texts side by side.
 */
(function () {
  "use strict";

  const config = document.getElementById("drafts");
  const words = config ? config.dataset : {};

  function mark(text) {
    let sum = 7;
    for (const letter of text) {
      sum = (sum * 31 + letter.codePointAt(0)) % 9007199254;
    }
    return text.length + "." + sum;
  }

  /* In the zone that the page's own times are in; the browser may not know it. Some have no time. */
  function timeOf(moment) {
    if (!moment) {
      return "";
    }
    const language = document.documentElement.lang || [];
    const shape = { hour: "numeric", minute: "2-digit" };
    try {
      return new Date(moment).toLocaleTimeString(language, Object.assign({ timeZone: words.zone }, shape));
    } catch (error) {
      return new Date(moment).toLocaleTimeString(language, shape);
    }
  }

  function fill(sentence, value) {
    return value ? sentence.replace("%s", value) : sentence.replace(/,? ?%s/, "");
  }

  function restored(moment) {
    return moment ? fill(words.restored, timeOf(moment)) : words.restoredUntimed;
  }

  function say(item, sentence, failed) {
    item.undoable = false;
    item.status.textContent = sentence;
    item.status.classList.toggle("draft-status--failed", Boolean(failed));
  }

  function labelOf(field) {
    const label = field.labels && field.labels[0];
    const said = label ? label.cloneNode(true) : document.createElement("label");
    said.querySelectorAll(".field__optional").forEach(function (one) {
      one.remove();
    });
    return said.textContent.replace(/\s+/g, " ").trim().slice(0, 200);
  }

  /* What is kept of a field: its own text, below a line for each thing that the form around it carries on. */
  function textOf(item) {
    const lines = Array.from(item.found ? item.found.querySelectorAll("[data-draft-line]") : [])
      .filter(function (one) {
        const group = one.type === "hidden" && one.closest("fieldset");
        return group ? !group.querySelector("input:checked") : one.checked;
      })
      .map(function (one) {
        return one.dataset.draftLine;
      });
    return lines.concat(item.field.value || !lines.length ? [item.field.value] : []).join("\n");
  }

  /* The text says it all now: what the form carried on besides goes. */
  function setText(item, text) {
    if (textOf(item) === text) {
      return;
    }
    if (item.found) {
      item.found.remove();
      item.found = null;
    }
    item.field.value = text;
    item.field.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }

  function titleOf(draft) {
    return fill(draft.here ? words.otherTab : words.otherDevice, timeOf(draft.saved_at));
  }

  function pageTitle() {
    return document.title.replace(/ · MentorNet$/, "");
  }

  function button(sentence, act, quiet) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "button button--small" + (quiet ? " button--quiet" : "");
    one.textContent = sentence;
    one.addEventListener("click", act);
    return one;
  }

  /* Stays until the field says something else: the answer to the discard does not clear it. */
  function sayDiscarded(item, undo) {
    say(item, words.discarded);
    item.undoable = true;
    item.status.append(" ", button(words.undo, undo, true));
  }

  function clearOthers(item) {
    if (item.box) {
      item.box.remove();
      item.box = null;
    }
    item.choosing = false;
  }

  /* Both texts stand there; nothing of either goes before the author has chosen. */
  function showOthers(item, others, chosen) {
    const shown = others.filter(function (one) {
      return one.text !== textOf(item);
    });
    clearOthers(item);
    if (!shown.length) {
      return;
    }
    item.choosing = true;
    item.box = document.createElement("div");
    item.box.className = "draft-other";
    item.box.setAttribute("role", "group");
    item.box.setAttribute("aria-label", words.twoTexts);
    shown.forEach(function (one) {
      const title = document.createElement("p");
      const text = document.createElement("div");
      const row = document.createElement("div");
      title.className = "draft-other__title";
      title.textContent = one.title;
      text.className = "draft-other__text";
      text.textContent = one.text;
      row.className = "row";
      row.append(
        button(words.keepMine, function () {
          chosen(item, textOf(item));
        }),
        button(words.useOther, function () {
          chosen(item, one.text);
        }),
        button(words.join, function () {
          chosen(item, textOf(item) + "\n\n" + one.text);
        })
      );
      item.box.append(title, text, row);
    });
    item.status.after(item.box);
    say(item, words.twoTexts, true);
  }

  window.draftView = {
    words: words,
    mark: mark,
    timeOf: timeOf,
    fill: fill,
    restored: restored,
    say: say,
    sayDiscarded: sayDiscarded,
    labelOf: labelOf,
    textOf: textOf,
    setText: setText,
    pageTitle: pageTitle,
    titleOf: titleOf,
    button: button,
    clearOthers: clearOthers,
    showOthers: showOthers,
  };
})();
