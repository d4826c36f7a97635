"""What people type in: every page with a text is walked, and every field of a form is on its page.

The walk of drafts is tests/e2e/test_drafts.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.urls import reverse
from lxml import html

from tests.contract.access import MATRIX
from tests.contract.crawl import reader
from tests.contract.matrix import Outcome
from tests.contract.texts import TEXTS
from tests.contract.world import ROLES, World

pytestmark = pytest.mark.django_db
# One checkbox a term of one's own, of which the people of the world have none.
NOTHING_TO_TICK = ["profiles:expertise: ExpertiseForm.terms"]
AREA = re.compile(r"<textarea\b([^>]*)>")


@dataclass(frozen=True)
class Page:
    """One page as one role sees it, and the forms that it was given."""

    name: str
    role: str
    text: str
    forms: list[BaseForm]


def readers_of(name: str) -> list[str]:
    """The roles that may open the page."""
    return [role for role in ROLES if MATRIX[name].expected[role] == Outcome.OK]


def first_reader_of(name: str) -> list[str]:
    """The first of them, and the one with whom its text is listed."""
    return sorted({*readers_of(name)[:1], *([TEXTS[name]] if name in TEXTS else [])})


def open_pages(world: World, readers: Callable[[str], list[str]]) -> Iterator[Page]:
    for role in ROLES:
        client = reader(world, role)
        for name, row in MATRIX.items():
            if row.method != "get" or role not in readers(name) or name == "account_logout":
                continue
            path = name if name.startswith("/") else reverse(name, kwargs=row.kwargs(world))
            answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming:
                text = answer.content.decode(errors="replace")
                yield Page(name, role, text, list(forms_in(answer.context)))


def forms_in(context: Any) -> Iterator[BaseForm]:
    """Yield the forms of everything that the templates were given."""
    found = {}
    for layer in _layers_of(context or ()):
        for value in layer.values():
            found |= {id(form): form for form in _forms_of(value)}
    yield from found.values()


def _layers_of(context: Any) -> Iterator[dict[str, Any]]:
    """Yield the names of each template: Django hands on one context, or a list of them."""
    for one in context:
        yield from (one,) if isinstance(one, dict) else one.dicts


def _forms_of(value: Any) -> Iterator[BaseForm]:
    if isinstance(value, BaseForm):
        yield value
    elif isinstance(value, BaseFormSet):
        yield from (value.management_form, *value.forms)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _forms_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _forms_of(one)
    elif isinstance(getattr(type(value), "form", None), property):  # a filter of a list
        yield from _forms_of(value.form)


def has_text(page: str) -> bool:
    return any(
        " name=" in one and " readonly" not in one and " hidden" not in one
        for one in AREA.findall(page)
    )


@pytest.fixture(scope="module")
def opened(world: World, django_db_blocker) -> list[Page]:
    """Every page, once; what a visit writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = list(open_pages(world, first_reader_of))
        transaction.set_rollback(True)
    return found


def check_texts(pages: list[Page]) -> None:
    found: dict[str, set[str]] = {}
    for page in pages:
        if has_text(page.text):
            found.setdefault(page.name, set()).add(page.role)

    assert sorted(found) == sorted(TEXTS)
    assert [name for name, role in TEXTS.items() if role not in found[name]] == []


def test_every_page_with_a_text_is_visited(opened: list[Page]) -> None:
    check_texts(opened)


@pytest.mark.long
def test_every_page_with_a_text_is_visited_whoever_opens_it(world: World) -> None:
    check_texts(list(open_pages(world, readers_of)))


def missing_fields(page: Page) -> Iterator[str]:
    """Yield the fields of its forms that are not on the page, of forms of which anything is."""
    names = {str(one) for one in html.fromstring(page.text).xpath("//@name")}
    for form in page.forms:
        absent = {
            field.html_name
            for field in form.visible_fields()
            if not any(
                name == field.html_name or name.startswith(f"{field.html_name}_") for name in names
            )
        }
        if absent and len(absent) < len(form.visible_fields()):
            yield from (f"{page.name}: {type(form).__name__}.{one}" for one in sorted(absent))


def test_every_field_of_a_form_is_on_its_page(opened: list[Page]) -> None:
    shown = {type(form).__name__ for page in opened for form in page.forms}

    assert (
        sorted({one for page in opened if page.forms for one in missing_fields(page)})
        == NOTHING_TO_TICK
    )
    assert len(shown) > 60
