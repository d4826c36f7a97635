"""The wait list of all programs: who waits, why, and nothing that was said in confidence."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Enrollment, Program, Proposal
from matching.programs.recruiting.waiting import WAITING
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    InstitutionFactory,
    PeerGroupFactory,
    ProgramFactory,
)
from tests.support.enrollment import page_of
from tests.support.html import on_one_line, table_rows

pytestmark = pytest.mark.django_db
LIST = "matching:waiting"


def shown(client: Client, **query: str) -> dict[str, str]:
    """Return the reason of each, by family name and program."""
    rows = table_rows(client.get(reverse(LIST), query).content)
    return {f"{row[0].split()[-1]}: {row[1]}": row[5] for row in rows}


@pytest.fixture
def director() -> Client:
    """A program of pairs in which one of two mentees waits since the last run."""
    program, client = running(2)
    program.name = "Pairs"
    program.save()
    cause = {"cause": "rules", "removed": {"blocked": 2, "supervision": 1}, "candidates": 0}
    Proposal.objects.filter(protege__member__family_name="P1").update(
        mentor=None, tie=None, cause=cause
    )
    return client


def test_all_programs_are_listed_with_the_reason(director: Client) -> None:
    here = Program.objects.get().institution
    EnrollmentFactory(program=Program.objects.get(), member__family_name="New")
    groups = ProgramFactory(institution=here, name="Groups", kind="collaborative", state="matching")
    EnrollmentFactory(program=groups, member__family_name="Alone")
    early = ProgramFactory(institution=here, name="Early", state="enrolling")
    EnrollmentFactory(program=early, member__family_name="TooSoon")
    elsewhere = ProgramFactory(institution=InstitutionFactory(), state="matching")
    EnrollmentFactory(program=elsewhere, member__family_name="Elsewhere")
    gone = EnrollmentFactory(program=groups, withdrawn_at=timezone.now())

    assert gone.member.family_name not in str(shown(director))
    assert shown(director) == {
        "P1: Pairs": "No mentor is possible. Mentors ruled out by: line of supervision.",
        "New: Pairs": "Not in a match yet.",
        "Alone: Groups": "Not in a group yet.",
    }
    assert list(shown(director, program=str(groups.pk))) == ["Alone: Groups"]
    assert list(shown(director, q="new")) == ["New: Pairs"]
    assert list(shown(director, sort="name")) == ["Alone: Groups", "New: Pairs", "P1: Pairs"]


def test_it_says_what_the_wait_list_of_each_program_says(director: Client) -> None:
    program = Program.objects.get()
    own = on_one_line(page_of(director, program, show="waiting"))

    assert [said in own for said in shown(director).values()] == [True]
    assert "Wait list (1)" in own


def test_what_was_said_in_confidence_is_no_reason_and_nothing_counts_or_sorts_by_one(
    director: Client,
) -> None:
    Proposal.objects.filter(cause__cause="rules").update(
        cause={"cause": "rules", "removed": {"blocked": 2, "tied": 1}, "candidates": 0}
    )

    assert list(shown(director).values()) == ["No mentor is possible."]
    assert not WAITING.columns()["why"].order_by
    assert set(WAITING.filter_class.base_filters) == {"q", "program", "rank", "unit"}


def test_who_is_in_a_group_of_the_program_or_left_it_is_told_apart(director: Client) -> None:
    here = Program.objects.get().institution
    program = ProgramFactory(institution=here, name="Groups", kind="collaborative", state="running")
    inside, left = EnrollmentFactory.create_batch(2, program=program)
    group = PeerGroupFactory(institution=here)
    program.groups.create(institution=here, group=group)
    GroupMemberFactory(group=group, member=inside.member)
    GroupMemberFactory(group=group, member=left.member, left_on=timezone.localdate())

    found = table_rows(director.get(reverse(LIST), {"program": str(program.pk)}).content)

    assert [row[0] for row in found] == [left.member.name]


def test_a_mentor_is_proposed_from_here(director: Client) -> None:
    waits = Enrollment.objects.get(member__family_name="P1")
    page = on_one_line(director.get(reverse(LIST)).content.decode())

    link = f"{reverse('matching:pair_request_new')}?program={waits.program_id}&amp;protege={waits.member_id}"
    assert f'<a href="{link}">Propose a mentor</a>' in page
    assert f'<a href="{reverse("profiles:directed_person", args=[waits.member_id])}">' in page


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_statements_for_any_number(
    number: int, django_assert_num_queries
) -> None:
    program, client = running(1)
    for _at in range(number):
        EnrollmentFactory(program=program)
    client.get(reverse(LIST))

    with django_assert_num_queries(8):
        assert len(table_rows(client.get(reverse(LIST)).content)) == number


def test_file_has_what_the_page_shows(director: Client) -> None:
    answer = director.get(reverse(f"{LIST}_file", args=["csv"]))

    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(line[1], line[5]) for line in lines] == [
        ("Program", "Why"),
        ("Pairs", "No mentor is possible. Mentors ruled out by: line of supervision."),
    ]
