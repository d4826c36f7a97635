"""Two people with the same form open: the second is told, keeps what they typed, and chooses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from matching.models import GroupRules, Program, ProgramDate
from tests.factories import GroupProgramFactory, InstitutionFactory, ProgramFactory
from tests.support.html import on_one_line
from tests.support.matching import director_at
from tests.support.program_dates import date_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return ProgramFactory(state="draft", name="Cohort", summary="About it", meeting_minutes=60)


def opened(client: Client, page: str, *args: Any, marked: str = "opened") -> dict[str, Any]:
    """What a browser would send from the form of the page, as it was opened."""
    tree = html.fromstring(client.get(reverse(page, args=args)).content.decode())
    [form] = [
        one
        for one in tree.iter("form")
        if any(field.get("name", "").endswith(marked) for field in one.iter("input"))
    ][:1]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def test_second_director_learns_who_saved_and_chooses_what_stands(program: Program) -> None:
    one, two = director_at(program.institution), director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    first, second = (opened(client, "matching:directing_edit", program.pk) for client in (one, two))

    one.post(edit, first | {"name": "Cohort of 2099", "meeting_minutes": "45"})
    answer = two.post(edit, second | {"name": "Our cohort", "summary": "Written at length"})

    program.refresh_from_db()
    page = on_one_line(answer.content.decode())
    assert (program.name, program.summary) == ("Cohort of 2099", "About it")
    assert "Ada Director</strong> saved changes on" in page or "saved changes on" in page
    assert "Saved now: Cohort of 2099" in page
    assert "Yours: Our cohort" in page
    assert "Written at length" in page  # what no one else touched is no question, and is not lost
    assert 'name="keep-summary"' not in page

    again = {name: value for name, value in _form(answer).items() if name != "keep-name"}
    two.post(edit, again | {"keep-name": "mine"})

    program.refresh_from_db()
    assert (program.name, program.summary) == ("Our cohort", "Written at length")
    assert program.meeting_minutes == 45  # untouched by the second, so the first one's is offered


def test_who_saved_in_a_second_window_is_not_told_of_someone_else(program: Program) -> None:
    one, two = director_at(program.institution), director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    first, second = (opened(one, "matching:directing_edit", program.pk) for _ in range(2))
    one.post(edit, first | {"name": "Saved here"})

    own = on_one_line(one.post(edit, second | {"name": "Typed there"}).content.decode())
    two.post(edit, opened(two, "matching:directing_edit", program.pk) | {"name": "By another"})
    both = on_one_line(one.post(edit, second | {"name": "Typed there"}).content.decode())

    assert "You saved changes in another window" in own
    assert own.count("saved changes") == both.count("saved changes") == 1
    assert "</strong>saved changes on" not in own
    assert "You saved changes in another window" not in both
    assert "</strong>saved changes on" in both


def test_what_another_saved_can_be_kept(program: Program) -> None:
    one, two = director_at(program.institution), director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    first, second = (opened(client, "matching:directing_edit", program.pk) for client in (one, two))
    one.post(edit, first | {"name": "Theirs"})
    answer = two.post(edit, second | {"name": "Mine", "summary": "Longer"})

    two.post(edit, _form(answer) | {"keep-name": "theirs"})

    program.refresh_from_db()
    assert (program.name, program.summary) == ("Theirs", "Longer")


def test_third_change_is_asked_about_as_well(program: Program) -> None:
    one, two = director_at(program.institution), director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    first, second = (opened(client, "matching:directing_edit", program.pk) for client in (one, two))
    one.post(edit, first | {"name": "Theirs"})
    answer = two.post(edit, second | {"name": "Mine"})
    one.post(edit, opened(one, "matching:directing_edit", program.pk) | {"name": "Theirs again"})

    two.post(edit, _form(answer) | {"keep-name": "mine"})

    program.refresh_from_db()
    assert program.name == "Theirs again"


def test_the_same_change_twice_and_other_fields_are_no_conflict(program: Program) -> None:
    one, two = director_at(program.institution), director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    first, second = (opened(client, "matching:directing_edit", program.pk) for client in (one, two))
    one.post(edit, first | {"name": "Agreed"})

    answer = two.post(edit, second | {"name": "Agreed", "summary": "New"})

    program.refresh_from_db()
    assert answer.status_code == 302
    assert (program.name, program.summary) == ("Agreed", "New")


def test_mark_that_makes_no_sense_does_no_harm(program: Program) -> None:
    client = director_at(program.institution)
    edit = reverse("matching:directing_edit", args=[program.pk])
    sent = opened(client, "matching:directing_edit", program.pk)

    for nonsense in ("", "{", "[]", "7", '{"at": "x"}', "x" * 50_000):
        assert client.post(edit, sent | {"opened": nonsense}).status_code == 302


def test_first_rules_of_groups_are_not_overwritten_either() -> None:
    program = GroupProgramFactory(state="draft")
    one, two = director_at(program.institution), director_at(program.institution)
    rules = reverse("matching:group_rules", args=[program.pk])
    first, second = (opened(client, "matching:group_rules", program.pk) for client in (one, two))
    one.post(rules, first | {"largest": "9"})

    answer = two.post(rules, second | {"largest": "7"})

    assert "Saved now: 9" in on_one_line(answer.content.decode())
    assert GroupRules.objects.get().largest == 9


def test_dates_that_another_adds_stay_and_moved_ones_are_asked_about() -> None:
    program = GroupProgramFactory(state="draft")
    one, two = director_at(program.institution), director_at(program.institution)
    kept = date_on(program, date(2099, 1, 8))
    page = reverse("matching:program_dates", args=[program.pk])
    first, second = (opened(client, "matching:program_dates", program.pk) for client in (one, two))
    one.post(page, first | {f"{kept.pk}-day": "2099-02-01"})
    date_on(program, date(2099, 3, 1))

    answer = two.post(
        page, second | {f"{kept.pk}-title": "Kick-off", f"{kept.pk}-day": "2099-01-15"}
    )
    assert "Saved now: 2099-02-01" in on_one_line(answer.content.decode())
    sent = _form(answer) | {f"{kept.pk}-keep-day": "theirs"}
    two.post(page, sent)

    found = ProgramDate.objects.values_list("day", "title").order_by("day")
    assert list(found) == [(date(2099, 2, 1), "Kick-off"), (date(2099, 3, 1), "")]


def test_date_that_another_deleted_is_told() -> None:
    program = GroupProgramFactory(state="draft")
    client = director_at(program.institution)
    gone, _other = date_on(program, date(2099, 1, 8)), date_on(program, date(2099, 1, 9))
    sent = opened(client, "matching:program_dates", program.pk)
    ProgramDate.objects.filter(pk=gone.pk).delete()

    answer = client.post(reverse("matching:program_dates", args=[program.pk]), sent)

    assert "A date was deleted while you had this page open" in answer.content.decode()


def test_others_institutions_are_not_named(program: Program) -> None:
    outsider = director_at(InstitutionFactory())

    edit = reverse("matching:directing_edit", args=[program.pk])

    assert outsider.post(edit, {"name": "Mine now"}).status_code == 404


def _form(answer: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    tree = html.fromstring(answer.content.decode())
    [form] = [
        one
        for one in tree.iter("form")
        if any(field.get("name", "").endswith("opened") for field in one.iter("input"))
    ][:1]
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    return sent
