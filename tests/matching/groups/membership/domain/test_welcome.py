"""One email welcomes whoever comes into a group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.sessions.schedule.domain.planning import plan_sessions
from evaluations.sessions.schedule.domain.welcome import welcome_dates
from matching.models import Enrollment
from mentornet.mail.outbox import OutboxMessage
from tests.factories import GroupMemberFactory, MembershipFactory
from tests.support.calendars import occurrences
from tests.support.groups import (
    mails,
    newcomer,
    take_in,
)

pytestmark = pytest.mark.django_db


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
        "Sessions:",
        "Read the group's agreement",
        "you can leave at any time",
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
    assert (sent.kind, "Open it to add them" in sent.body_text) == ("group_made", True)
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


def test_a_group_of_no_program_welcomes_too_and_enrolls_nobody(director, program) -> None:
    group = GroupMemberFactory(group__institution=program.institution).group
    new = newcomer(program)

    take_in(director, group, new)

    assert not Enrollment.objects.exists()
    assert "You are in the group" in mails("group_made")[new.user.email].body_text
