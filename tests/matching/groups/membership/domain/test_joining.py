"""Taking in by hand is enrolling, with one welcome by email."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.sessions.schedule.domain.planning import plan_sessions
from evaluations.sessions.schedule.domain.welcome import welcome_dates
from matching.groups.forming.domain.publish import publish_groups
from matching.models import Enrollment, GroupRules, Program
from matching.programs.enrollment.domain import withdraw
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import add_member
from profiles.models import Membership
from tests.factories import GroupMemberFactory, MembershipFactory
from tests.matching.groups.forming.domain.test_board import (
    actor_of,
    director,
    facilitator,
    formed,
    groups,
    person,
    program,
    seat_of,
)
from tests.matching.groups.forming.domain.test_publish import mails, people_of
from tests.support.calendars import occurrences

__all__ = ["director", "program"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def group(program: Program, director: Client) -> PeerGroup:
    """Published: A, B and C with Senior, and a charter."""
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Senior")
    for name in "ABC":
        person(program, name)
    publish_groups(
        formed(program, director),
        actor=actor_of(director),
        started_on=timezone.localdate(),
        charter="What is said here stays here.",
    )
    OutboxMessage.objects.all().delete()
    return PeerGroup.objects.get()


def newcomer(program: Program, **more) -> Membership:
    return MembershipFactory(institution=program.institution, family_name="New", **more)


def take_in(director: Client, group: PeerGroup, *people: Membership, **data) -> str:
    answer = director.post(
        reverse("evaluations:directing_group_add", args=[group.pk]),
        {"members": "\n".join(one.user.email for one in people), **data},
        follow=True,
    )
    return answer.content.decode()


def test_who_is_taken_in_by_hand_takes_part_and_fills_a_place(group, program, director) -> None:
    new = newcomer(program)

    take_in(director, group, new)

    enrollment = Enrollment.objects.get(member=new)
    assert (enrollment.side, enrollment.source, enrollment.is_active) == (
        "protege",
        "taken_in",
        True,
    )
    page = director.get(reverse("matching:directing_people", args=[program.pk]))
    assert "Taken in by hand" in page.content.decode()
    for name in "DEF":
        person(program, name)
    again = formed(program, director)
    assert groups(again)[group.name] == {"A", "B", "C", "New"}  # four of four
    assert seat_of(again, "New").settled


def test_one_mail_welcomes_a_newcomer_with_all_that_they_need(group, program, director) -> None:
    lead = group.members.get(part="facilitator").member
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    made = plan_sessions(group, by=lead, first=first, count=3, every_weeks=4, minutes=90)
    OutboxMessage.objects.all().delete()
    new = newcomer(program)

    take_in(director, group, new)

    sent = OutboxMessage.objects.get(recipient=new.user.email)
    assert sent.kind == "group_made"
    for words in (
        program.name,
        f"Your facilitator: Ada Senior · {lead.user.email}",
        "– Ada A",
        "You meet:",
        "Read what the group agrees on",
        "you can leave it there at any time",
        reverse("evaluations:group", args=[group.pk]),
    ):
        assert words in sent.body_text
    assert occurrences(sent.calendar) == [row.starts_at for row in made]
    others = OutboxMessage.objects.exclude(recipient=new.user.email)
    assert sorted(others.values_list("recipient", "kind")) == sorted(
        (row.member.user.email, "group_newcomers")
        for row in group.members.exclude(member=new).select_related("member__user")
    )


def test_dates_that_are_no_series_come_in_one_mail_too(group, program, director) -> None:
    """An invitation names one meeting; as a file, each keeps the name by which it moves later."""
    lead = group.members.get(part="facilitator").member
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    made = [
        *plan_sessions(group, by=lead, first=first, count=1, every_weeks=1, minutes=90),
        *plan_sessions(
            group, by=lead, first=first + timedelta(days=1), count=1, every_weeks=1, minutes=90
        ),
    ]
    OutboxMessage.objects.all().delete()
    new = newcomer(program)

    take_in(director, group, new)

    sent = OutboxMessage.objects.get(recipient=new.user.email)
    assert (sent.kind, "open it to add them" in sent.body_text) == ("group_made", True)
    events = Calendar.from_ical(sent.calendar).walk("VEVENT")
    assert [one.decoded("DTSTART") for one in events] == [row.starts_at for row in made]
    assert "METHOD:PUBLISH" in sent.calendar
    assert all(row.calendar_uid in sent.calendar.replace("\r\n ", "") for row in made)


@pytest.mark.parametrize("count", [1, 3])
def test_the_dates_of_a_welcome_are_read_once_for_all_who_come(
    group, program, count, django_assert_num_queries
) -> None:
    lead = group.members.get(part="facilitator").member
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    for day in range(2):
        at = first + timedelta(days=day)
        plan_sessions(group, by=lead, first=at, count=1, every_weeks=1, minutes=90)
    people = [newcomer(program) for _number in range(count)]

    with django_assert_num_queries(2):
        dates = welcome_dates(group, people)

    assert [len(dates[one.pk].when) for one in people] == [2] * count


def test_two_newcomers_read_of_each_other(group, program, director) -> None:
    one, two = newcomer(program), MembershipFactory(institution=program.institution)

    take_in(director, group, one, two)

    told = mails("group_made")
    assert two.name in told[one.user.email].body_text
    assert one.name in told[two.user.email].body_text


def test_who_withdrew_before_takes_part_again(group, program, director) -> None:
    enrollment = person(program, "Back")
    withdraw(enrollment, actor=enrollment.member.user)

    take_in(director, group, enrollment.member)

    enrollment.refresh_from_db()
    assert (enrollment.is_active, enrollment.source) == (True, "taken_in")


def test_who_is_not_eligible_is_taken_in_only_on_purpose(group, program, director) -> None:
    Program.objects.filter(pk=program.pk).update(protege_ranks=["assistant"])
    new = newcomer(program, rank="full")

    asked = take_in(director, group, new)
    assert f"{new.name}: " in asked
    assert "Take in, and let everyone know" in asked
    assert "New" not in people_of(group)
    take_in(director, group, new, sure="1")

    assert people_of(group)["New"] == "member"


def test_a_facilitator_who_comes_later_takes_part_on_that_side(group, program, director) -> None:
    new = newcomer(program)

    add_member(group, new, actor=actor_of(director), part=GroupMember.Part.COFACILITATOR)

    row = Enrollment.objects.get(member=new)
    assert (row.side, row.left_out) == ("mentor", True)
    assert "you facilitate" in mails("group_made")[new.user.email].body_text


def test_a_group_of_no_program_welcomes_too_and_enrolls_nobody(director, program) -> None:
    group = GroupMemberFactory(group__institution=program.institution).group
    new = newcomer(program)

    take_in(director, group, new)

    assert not Enrollment.objects.exists()
    assert "you are in the group" in mails("group_made")[new.user.email].body_text


def test_a_closed_program_takes_nobody_on(group, program, director) -> None:
    Program.objects.filter(pk=program.pk).update(state="closed")
    new = newcomer(program)

    take_in(director, group, new)

    assert not Enrollment.objects.filter(member=new).exists()
    assert people_of(group)["New"] == "member"


def test_who_was_taken_in_before_takes_part_from_the_migration_on(group, program) -> None:
    before = GroupMemberFactory(group=group, member__family_name="Before").member
    migration = import_module("matching.migrations.0007_taken_in_by_hand")
    count = Enrollment.objects.count()

    with connection.cursor() as cursor:
        cursor.execute(migration.ENROLL)
        cursor.execute(migration.ENROLL)

    assert Enrollment.objects.count() == count + 1
    row = Enrollment.objects.get(member=before)
    assert (row.program, row.side, row.source) == (program, "protege", "taken_in")
    assert row.areas == {}
