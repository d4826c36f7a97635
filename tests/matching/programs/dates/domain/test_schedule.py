"""A program's dates through its pages: written, told, and asked at enrollment."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from matching.models import (
    DateAnswer,
    GroupRules,
    Program,
    ProgramDate,
)
from tests.factories import EnrollmentFactory, MembershipFactory
from tests.support.matching import client_of
from tests.support.program_dates import act, add, date_on, days_of, mails, table

pytestmark = pytest.mark.django_db


def test_three_days_in_a_row_then_six_monthly_with_what_is_to_be_known(program, director) -> None:
    page = director.get(reverse("matching:program_dates", args=[program.pk]))
    assert "No dates yet" in page.content.decode()

    add(director, program, "2099-01-07", 3, "in_a_row", title="Start")
    page = add(director, program, "2099-02-13", 6, "monthly")

    assert days_of(program) == [
        "2099-01-07",
        "2099-01-08",
        "2099-01-09",
        "2099-02-13",
        "2099-03-13",
        "2099-04-10",
        "2099-05-08",
        "2099-06-12",
        "2099-07-10",
    ]
    assert "Wed, Jan 7, 2099" in page.content.decode()
    # Its groups meet on them now; that can be changed under the rules.
    rules = director.get(reverse("matching:group_rules", args=[program.pk]))
    assert rules.context["form"]["meets"].value() == "dates"


def test_holidays_of_the_region_and_weekends_stand_beside_the_dates(program, director) -> None:
    date_on(program, date(2099, 7, 3))  # The Fourth of July falls on a Saturday.
    date_on(program, date(2099, 11, 8))
    date_on(program, date(2099, 11, 9))

    text = director.get(reverse("matching:program_dates", args=[program.pk])).content.decode()

    assert text.count("Independence Day") == 1
    assert text.count(">Weekend<") == 1
    member = client_of(MembershipFactory(institution=program.institution))
    shown = member.get(reverse("matching:program", args=[program.pk])).content.decode()
    assert shown.count("Independence Day") == 1
    assert shown.count(">Weekend<") == 1
    assert "Times are in New York time." in shown


def test_dates_are_changed_deleted_swapped_and_shifted(program, director) -> None:
    for day in (8, 15, 22):
        date_on(program, date(2099, 1, day), title=f"Day {day}")

    changes = {"n0": {"day": "2099-01-15"}, "n1": {"day": "2099-01-08"}}
    act(director, program, **table(program, **changes, n2={"delete": "on"}))
    assert [(str(one.day), one.title) for one in ProgramDate.objects.all()] == [
        ("2099-01-08", "Day 15"),
        ("2099-01-15", "Day 8"),
    ]

    act(director, program, "program_dates_shift", first="2099-01-10", weeks="2")
    assert days_of(program) == ["2099-01-08", "2099-01-29"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n0": {"day": "2099-01-15"}}, "Two dates start at the same time."),
        ({"n0": {"day": "2020-01-15"}}, "is in the past"),
        ({"n0": {"minutes": "5"}}, "greater than or equal to 15"),
        ({"n0": {"day": "soon"}}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(program, director, changes, said) -> None:
    date_on(program, date(2099, 1, 8))
    date_on(program, date(2099, 1, 15))
    changes["n1"] = {"title": "Typed just now"}

    text = act(director, program, **table(program, **changes)).content.decode()

    assert said in text
    assert "Typed just now" in text
    assert days_of(program) == ["2099-01-08", "2099-01-15"]
    assert not ProgramDate.objects.exclude(title="").exists()


def test_closed_program_keeps_its_dates(program, director) -> None:
    date_on(program, date(2099, 1, 8))
    Program.objects.update(state="closed")

    page = act(director, program, "program_dates_shift", first="2099-01-01", weeks="1", sure="1")

    assert "so nothing was saved" in page.content.decode()
    assert days_of(program) == ["2099-01-08"]


def test_enrollment_does_not_open_without_the_dates_on_which_groups_meet(program, director) -> None:
    Program.objects.update(state="draft")
    GroupRules.objects.create(institution=program.institution, program=program, meets="dates")

    page = director.get(reverse("matching:directing", args=[program.pk])).content.decode()

    assert "Add the dates when the groups meet" in page


@pytest.mark.parametrize("dates", [1, 3])
def test_page_of_dates_asks_as_many_queries_whatever_there_is(
    program, director, dates, django_assert_num_queries
) -> None:
    for day in range(dates):
        date_on(program, date(2099, 1, 8 + day))
    address = reverse("matching:program_dates", args=[program.pk])
    director.get(address)

    with django_assert_num_queries(6):
        director.get(address)


def test_moved_date_is_asked_before_it_is_told_once_and_answered_anew(
    program, dated, director
) -> None:
    row = EnrollmentFactory(program=program)
    for one in dated:
        DateAnswer.objects.create(
            institution=row.institution, enrollment=row, date=one, answer="yes"
        )
    changes = table(program, n2={"day": "2099-01-23"})

    page = act(director, program, **changes)
    assert "1 person takes part. We’ll email them about the change." in page.content.decode()
    assert (days_of(program)[2], mails("program_dates_changed")) == ("2099-01-16", [])

    act(director, program, **changes, sure="1")

    assert days_of(program)[2] == "2099-01-23"
    [mail] = mails("program_dates_changed")
    assert mail.recipient == row.member.user.email
    assert "Fri, Jan 23, 2099" in mail.body_text
    left = DateAnswer.objects.values_list("date__day", flat=True)
    assert sorted(str(day) for day in left) == ["2099-01-08", "2099-01-09"]
