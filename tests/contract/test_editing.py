"""No form of directors overwrites in silence what another saved: each carries a mark of what it shows.

A form is seen through the door: on each page that directors alone open, what is sent and shows values that
are kept. What only looks like one stands in `NOT_EDITS` with its reason. The way two edits go is tried in
tests/mentornet/pages/test_editing.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.contract.access import MATRIX
from tests.contract.crawl import reader
from tests.contract.matrix import Outcome
from tests.contract.world import World

pytestmark = pytest.mark.django_db
Found = tuple[str, str, html.FormElement]
MARKS = ("opened", "seen", "revision")
TYPED = (
    ".//input[@type='text' or @type='url' or @type='date' or @type='number' or @type='range']"
    "[not(@disabled)]"
    " | .//textarea[not(@disabled)]"
)
FILLED = (
    ".//input[not(@type) or not(contains('hidden submit checkbox radio file', @type))]"
    "[string-length(@value) > 0]"
    " | .//input[@type='checkbox' or @type='radio'][@checked]"
    " | .//textarea[string-length(normalize-space(.)) > 0]"
    " | .//select[option[@selected and string-length(@value) > 0]]"
)
# Forms whose fields are filled in although they change nothing that is kept: "page: first field", and why.
NOT_EDITS: dict[str, str] = {
    "evaluations:pair_help: subject": "writes an email",
    "evaluations:program_make_up: minutes": "plans another session",
    "evaluations:survey_new: opens_on": "makes a survey",
    "matching:directing: method": "starts a run",
    "matching:directing_new: months": "makes a program",
    "matching:project_new: places": "adds a project",
    "matching:group_publish: started_on": "publishes once",
    "matching:group_run: name": "the name of one group, on a board that shows each move at once",
    "matching:group_run: to": "moves one person on the board",
    "matching:enroll_for: side": "enrolls people by name",
    "matching:program_invite: side": "invites people by name",
    "matching:match_rule_add: side": "makes a rule",
    "matching:program_dates: count": "adds dates",
    "matching:program_dates: weeks": "moves the dates from a day on, which it names",
    "matching:program_question_new: kind": "makes a question",
    "matching:sheet: people-header_row": "says what the columns of one's own file are",
    "profiles:outside_invite: role": "invites someone",
    "profiles:provisioning: default_rank": "makes a token",
    "profiles:sandbox: content": "makes a test institution",
    "profiles:sandbox_reset: content": "fills a test institution anew",
    "profiles:staff_role_grant: scope": "grants a role",
}


@pytest.fixture(scope="module")
def director(world: World, django_db_blocker: Any) -> Client:
    """The director's browser, for both tests."""
    with django_db_blocker.unblock():
        return reader(world, "director")


@pytest.fixture(scope="module")
def forms(world: World, director: Client, django_db_blocker: Any) -> list[Found]:
    """The forms of all pages, which are opened once; their rows stay for the tests."""
    with django_db_blocker.unblock():
        return list(_forms(world, director))


def test_every_form_of_directors_carries_a_mark(forms: list[Found]) -> None:
    found = {
        f"{name}: {filled[0].get('name')}"
        for name, _path, form in forms
        if _mark_in(form, MARKS) is None and len(filled := form.xpath(FILLED))
    }

    assert sorted(found - NOT_EDITS.keys()) == []
    assert sorted(NOT_EDITS.keys() - found) == []


def test_every_form_with_a_mark_asks_what_is_to_stand(forms: list[Found], director: Client) -> None:
    silent, tried = set(), set()
    for name, path, form in forms:
        mark, typed = _mark_in(form, ["opened"]), form.xpath(TYPED)
        if mark is None or not typed:
            continue
        field = typed[0].get("name")
        prefix = mark.get("name").removesuffix("opened")
        opened = json.loads(mark.get("value")) | {field.removeprefix(prefix): "other"}
        sent = dict(form.form_values()) | {
            field: "2044-04-04",
            mark.get("name"): json.dumps(opened),
        }
        with transaction.atomic():
            answer = director.post(form.get("action") or path, sent)
            transaction.set_rollback(True)
        tried.add(name)
        asks = f'name="{prefix}keep-{field.removeprefix(prefix)}"'
        if answer.status_code != 200 or asks not in answer.content.decode():
            silent.add(f"{name}: {field}")

    assert silent == set()
    assert len(tried) >= 12


def _forms(world: World, client: Client) -> Iterator[Found]:
    """Each form that is sent from a page that directors open and other members do not."""
    for name, row in sorted(MATRIX.items()):
        met = row.expected
        only_directors = met["director"] == Outcome.OK and met["protege"] != Outcome.OK
        if row.method != "get" or not only_directors or name.startswith("/"):
            continue
        path = reverse(name, kwargs=row.kwargs(world))
        answer = client.get(path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code != 200 or answer.streaming or not is_page:
            continue
        for form in html.fromstring(answer.content.decode().strip() or "<p></p>").iter("form"):
            if form.get("method", "get").lower() == "post":
                yield name, path, form


def _mark_in(form: html.FormElement, marks: Sequence[str]) -> html.InputElement | None:
    hidden = form.xpath(".//input[@type='hidden']")
    return next((one for one in hidden if one.get("name", "").split("-")[-1] in marks), None)
