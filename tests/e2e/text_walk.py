"""Typing into every text of a page, doing each of its acts, and looking what became of the texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from playwright.sync_api import Error, Page

from mentornet.drafts.encryption import decrypt, places_of
from mentornet.drafts.models import Draft
from profiles.models import User
from tests.contract.access import MATRIX
from tests.contract.matrix import Outcome
from tests.contract.world import ROLES, World

ATTACHED = """() => !window.acting && document.readyState === 'complete' &&
  (!document.getElementById('drafts') || document.documentElement.dataset.drafts)"""
# Fields that a script may write in, by the form that they belong to.
TEXTS = """() => [...document.querySelectorAll('textarea:not([hidden]):not([readonly])')]
  .filter(one => one.form && one.name && one.form.method === 'post' && !one.disabled)
  .map(one => {
    const at = new URL(one.form.getAttribute('action') || location.href, location.href);
    return {action: at.pathname + at.search, name: one.name, value: one.value,
            mode: one.dataset.draft || ''};
  })"""
SAID = """() => document.body.innerText + [...document.querySelectorAll('textarea')]
  .map(one => one.value).join('\\n')"""
TYPE = """texts => {
  const all = [...document.querySelectorAll('textarea:not([hidden]):not([readonly])')]
    .filter(one => one.form && one.name && one.form.method === 'post' && !one.disabled);
  all.forEach((one, at) => {
    one.value = texts[at];
    one.dispatchEvent(new InputEvent('input', {bubbles: true}));
  });
}"""
ACTS = """() => {
  const acts = [];
  document.querySelectorAll('main form').forEach(form => {
    const at = new URL(form.getAttribute('action') || location.href, location.href);
    const buttons = [...document.querySelectorAll('button, input[type=submit]')]
      .filter(one => one.form === form && one.type !== 'button' && one.type !== 'reset');
    buttons.forEach(one => acts.push([at.pathname + at.search, form.method,
      one.getAttribute('formaction') || '', one.name, one.value, one.textContent.trim()].join('|')));
  });
  document.querySelectorAll('main [hx-get]:not(form), main [hx-post]:not(form)').forEach(one =>
    acts.push('htmx|' + (one.getAttribute('hx-get') || one.getAttribute('hx-post'))));
  return [...new Set(acts)];
}"""
DO = """act => {
  if (act.startsWith('htmx|')) {
    const url = act.slice(5);
    const one = [...document.querySelectorAll('main [hx-get], main [hx-post]')].find(some =>
      (some.getAttribute('hx-get') || some.getAttribute('hx-post')) === url);
    if (!one) return false;
    window.acting = true;
    document.addEventListener('htmx:afterRequest', () => { window.acting = false; });
    htmx.ajax(one.hasAttribute('hx-get') ? 'GET' : 'POST', url, {source: one});
    return true;
  }
  for (const form of document.querySelectorAll('main form')) {
    const at = new URL(form.getAttribute('action') || location.href, location.href);
    const button = [...document.querySelectorAll('button, input[type=submit]')]
      .filter(one => one.form === form && one.type !== 'button' && one.type !== 'reset')
      .find(one => [at.pathname + at.search, form.method, one.getAttribute('formaction') || '',
        one.name, one.value, one.textContent.trim()].join('|') === act);
    if (button && !button.disabled) {
      window.acting = true;
      document.addEventListener('live:done', said => {
        window.acting = said.target === form && !said.detail.ok;
      });
      document.addEventListener('htmx:afterRequest', said => {
        if (said.target === form || form.contains(said.target)) window.acting = false;
      });
      form.noValidate = true;
      form.target = '';
      form.requestSubmit(button);
      return true;
    }
  }
  return false;
}"""


@dataclass
class Count:
    """What a walk has done, and what it has lost: page, act and text of each."""

    pages: int = 0
    texts: int = 0
    acts: int = 0
    characters: int = 0
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lost = sum(len(one.partition(" :: ")[2]) for one in self.lost)
        return (
            f"{self.pages} pages, {self.texts} texts, {self.acts} acts, "
            f"{self.characters} characters typed, {lost} lost"
        )


def written(number: int) -> str:
    """Return a text that nothing else on any page is, with what markup and encodings may break."""
    return f"Text {number}: “quoted” & <b>é</b>\nsecond line, {number * 7919}"


def openings(world: World, names: Iterable[str]) -> list[tuple[str, str, list[str]]]:
    """Return each address of *names* in the matrix with its path and the roles that are let in."""
    found = []
    for name in names:
        row = MATRIX[name]
        path = name if name.startswith("/") else reverse(name, kwargs=row.kwargs(world))
        roles = [role for role in ROLES if row.expected[role] == Outcome.OK]
        found.append((name, path, roles))
    return found


def visit(page: Page, path: str) -> None:
    try:
        page.goto(path)
    except Error:  # an act was still leading somewhere
        page.goto(path)
    page.wait_for_function(ATTACHED)


def walk(page: Page, path: str, count: Count, *, user: User) -> None:
    """Do every act of the page at *path*, each after typing into all its texts anew."""
    visit(page, path)
    count.pages += 1
    count.texts += len(page.evaluate(TEXTS))
    acts = page.evaluate(ACTS)
    for act in acts:
        texts = page.evaluate(TEXTS)
        typed = [written(count.characters + at) for at in range(len(texts))]
        page.evaluate(TYPE, typed)
        before = {
            (one["action"], one["name"]): text for one, text in zip(texts, typed, strict=True)
        }
        if not page.evaluate(DO, act):
            visit(page, path)
            continue
        count.acts += 1
        count.characters += sum(map(len, typed))
        own = act.partition("|")[0]
        kept = [one for one in before if one[0] != own]
        off = {(one["action"], one["name"]) for one in texts if one["mode"] == "off"}
        _settle(page)
        said = page.evaluate(SAID)
        lost = _lost(page, path, {one: before[one] for one in kept if one not in off})
        lost += [
            (place, text)
            for place, text in before.items()
            if place[0] == own
            and not _stands(text, said + page.evaluate(SAID))
            and not _is_kept(user, place, text)
        ]
        count.lost += [f"{path} | {act} | {place} :: {text}" for place, text in lost]


def _stands(text: str, said: str) -> bool:
    return all(line in said for line in text.splitlines())


def _is_kept(user: User, place: tuple[str, str], text: str) -> bool:
    """Whether the text that its own form sent was taken, or is still there as a draft."""
    row = Draft.objects.filter(author=user, place__in=places_of(user.pk, *place)).first()
    return row is not None and (row.is_sent or decrypt(row.sealed).text == text)


def _settle(page: Page) -> None:
    page.wait_for_function(ATTACHED)


def _lost(page: Page, path: str, texts: dict[Any, str]) -> list[tuple[Any, str]]:
    visit(page, path)
    now = {(one["action"], one["name"]): one["value"] for one in page.evaluate(TEXTS)}
    missing = [one for one in texts.items() if now.get(one[0]) != one[1]]
    if not missing:
        return []
    page.goto("/drafts/")
    listed = page.locator("main").inner_text()
    visit(page, path)
    return [one for one in missing if not all(line in listed for line in one[1].splitlines())]
