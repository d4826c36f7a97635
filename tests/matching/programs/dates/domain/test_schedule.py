"""A program's dates through its pages: written, told, and asked at enrollment."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import (
    DateAnswer,
    Enrollment,
    GroupApplication,
    GroupRules,
    Program,
    ProgramDate,
)
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.factories import EnrollmentFactory, GroupProgramFactory, MembershipFactory
from tests.matching.programs.test_journey import client_of, director_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory(state="enrolling")
    program.institution.time_zone = "America/New_York"
    program.institution.save()
    return program


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


def act(client: Client, program: Program, name: str = "program_dates", **data):
    return client.post(reverse(f"matching:{name}", args=[program.pk]), data, follow=True)


def add(client: Client, program: Program, first: str, count: int, every: str, **more):
    data = {"first": first, "count": count, "every": every, "starts": "09:00", "minutes": 480}
    return act(client, program, "program_dates_add", **data | more)


def days_of(program: Program) -> list[str]:
    return [str(one.day) for one in ProgramDate.objects.filter(program=program)]


def table(program: Program, **changes) -> dict[str, str]:
    """The page's form as it stands, with *changes*: a date's number → fields."""
    found: dict[str, str] = {}
    for number, row in enumerate(ProgramDate.objects.filter(program=program)):
        said = {
            "day": str(row.day),
            "starts": f"{row.starts:%H:%M}",
            "minutes": str(row.minutes),
            "title": row.title,
        } | changes.get(f"n{number}", {})
        found |= {f"{row.pk}-{name}": value for name, value in said.items()}
    return found


def date_on(program: Program, day: date, **more) -> ProgramDate:
    return ProgramDate.objects.create(
        institution=program.institution,
        program=program,
        day=day,
        **{"starts": time(9), "minutes": 480} | more,
    )


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("recipient"))


# Writing ------------------------------------------------------------------------------------------


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
    assert "Wed, Jan. 7, 2099" in page.content.decode()
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
    assert "Times are on the clock of New York." in shown


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
        ({"n0": {"day": "2099-01-15"}}, "Two dates begin at the same time."),
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

    assert "so nothing was changed" in page.content.decode()
    assert days_of(program) == ["2099-01-08"]


def test_enrollment_does_not_open_without_the_dates_on_which_groups_meet(program, director) -> None:
    Program.objects.update(state="draft")
    GroupRules.objects.create(institution=program.institution, program=program, meets="dates")

    page = director.get(reverse("matching:directing", args=[program.pk])).content.decode()

    assert "Add the dates on which the groups meet" in page


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


# At enrollment ------------------------------------------------------------------------------------


@pytest.fixture
def dated(program: Program) -> list[ProgramDate]:
    GroupRules.objects.create(
        institution=program.institution, program=program, meets="dates", smallest=2, largest=3
    )
    return [date_on(program, date(2099, 1, day)) for day in (8, 9, 16)]


def enroll(member: Membership, program: Program, answers: dict[str, str], **more):
    data = {"area_research": "1", **answers, **more}
    address = reverse("matching:enroll", args=[program.pk, "protege"])
    return client_of(member).post(address, data, follow=True)


def said_of(dates: list[ProgramDate], *answers: str) -> dict[str, str]:
    return {f"date_{one.pk}": said for one, said in zip(dates, answers, strict=True)}


def test_enrollment_asks_for_the_dates_and_for_no_hours(program, dated) -> None:
    member = MembershipFactory(institution=program.institution, rank="assistant")
    text = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))
    text = text.content.decode()
    assert 'name="hours"' not in text
    assert "Can you come on these dates?" in text
    assert "Read by you and the directors of the program." in text

    enroll(member, program, said_of(dated, "yes", "no", "not_sure"))

    answers = DateAnswer.objects.order_by("date__day").values_list("answer", flat=True)
    assert list(answers) == ["yes", "no", "not_sure"]
    assert GroupApplication.objects.get().hours == []
    [mail] = mails("enrolled")
    assert mail.recipient == member.user.email
    assert "– Thu, Jan. 8, 2099, 9 a.m. to 5 p.m." in mail.body_text

    enroll(member, program, said_of(dated, "yes", "yes", "yes"))

    assert set(DateAnswer.objects.values_list("answer", flat=True)) == {"yes"}
    assert len(mails("enrolled")) == 1


def test_date_without_an_answer_is_said_and_what_was_typed_stays(program, dated) -> None:
    member = MembershipFactory(institution=program.institution, rank="assistant")
    answers = said_of(dated, "yes", "no", "yes")
    del answers[f"date_{dated[2].pk}"]

    text = enroll(member, program, answers, goals="A grant").content.decode()

    assert "This field is required." in text
    assert "A grant" in text
    assert text.count(" checked") == 2
    assert Enrollment.objects.count() == 0


def test_weekly_hours_are_asked_where_groups_meet_in_them(program, dated) -> None:
    GroupRules.objects.update(meets="hours")
    member = MembershipFactory(institution=program.institution, rank="assistant")

    page = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))

    text = page.content.decode()
    assert 'name="hours"' in text
    assert "Can you come on these dates?" not in text


def test_director_learns_who_cannot_come_on_many_of_the_dates(program, dated, director) -> None:
    busy = EnrollmentFactory(program=program, member__family_name="Busy")
    free = EnrollmentFactory(program=program, member__family_name="Free")
    EnrollmentFactory(program=program, member__family_name="Quiet")
    for row, said in zip(dated, ("no", "no", "yes"), strict=True):
        for one, answer in ((busy, said), (free, "yes")):
            DateAnswer.objects.create(
                institution=one.institution, enrollment=one, date=row, answer=answer
            )

    page = director.get(reverse("matching:program_answers", args=[program.pk]))

    counts = page.context["counts"]
    assert [(one.yes, one.no, one.not_sure, one.open) for one in counts] == [
        (1, 1, 0, 1),
        (1, 1, 0, 1),
        (2, 0, 0, 1),
    ]
    assert [one.enrollment for one in page.context["absentees"]] == [busy]
    desk = director.get(reverse("matching:directing", args=[program.pk])).content.decode()
    assert "1 person cannot come on many of the dates." in desk


def test_calendar_file_has_each_date_at_its_hour(program, dated) -> None:
    member = MembershipFactory(institution=program.institution)

    file = client_of(member).get(reverse("matching:program_calendar", args=[program.pk]))

    text = file.content.decode()
    assert file["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;TZID=America/New_York:20990108T090000" in text


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
    assert "1 person takes part and is told by email." in page.content.decode()
    assert (days_of(program)[2], mails("program_dates_changed")) == ("2099-01-16", [])

    act(director, program, **changes, sure="1")

    assert days_of(program)[2] == "2099-01-23"
    [mail] = mails("program_dates_changed")
    assert mail.recipient == row.member.user.email
    assert "Fri, Jan. 23, 2099" in mail.body_text
    left = DateAnswer.objects.values_list("date__day", flat=True)
    assert sorted(str(day) for day in left) == ["2099-01-08", "2099-01-09"]
