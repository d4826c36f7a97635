"""Two questions after a session: who answers chooses who reads it, before a word is typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Attendance, Meeting, Reflection
from matching.models import ProgramGroup
from mentornet import crypto
from networks.home.domain.to_dos import home_tasks_of
from networks.models import PeerGroup
from profiles.models import AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.factories import MembershipFactory, ProgramFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def program_group(group: PeerGroup) -> PeerGroup:
    program = ProgramFactory(institution=group.institution, kind="project", state="running")
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)
    return group


def answer(member: Any, session: Meeting, audience: str, **said: str) -> Any:
    given = {"audience": audience, "helped": "The round", "hindered": "The heat"} | said
    return act(member, "reflection", session.pk, **given)


def shown(member: Any, name: str, row: Any) -> str:
    page: str = look(member, name, row.pk).content.decode()
    return page


def test_page_says_who_reads_what_before_anything_is_typed(program_group: PeerGroup) -> None:
    page = shown(in_it(program_group, "Adams"), "reflection", held_session(program_group))

    readers = [
        "Only the facilitators of your group read it.",
        "Everyone in your group can read it from 30 minutes before the next session.",
        "Directors of the program and facilitators of its groups read it",
    ]
    places = [page.index(one) for one in readers]
    assert max(places) < page.index("<textarea")
    assert "at least 5 people have written" in page


def test_only_readers_that_there_are_can_be_chosen(group: PeerGroup) -> None:
    session, ann = held_session(group), in_it(group, "Adams")
    group.members.filter(part="facilitator").update(part="member")

    page = shown(ann, "reflection", session)
    refused = answer(ann, session, "anonymous").content.decode()

    assert ("to-facilitator" in page, "to-group" in page, "to-program" in page) == (
        False,
        True,
        False,
    )
    assert "The round" in refused
    assert not Reflection.objects.exists()


def test_without_a_reader_or_a_word_nothing_is_kept_and_nothing_is_lost(group: PeerGroup) -> None:
    session, ann = held_session(group), in_it(group, "Adams")

    without_reader = answer(ann, session, "").content.decode()
    empty = answer(ann, session, "group", helped=" ", hindered="").content.decode()

    assert "Choose who will read it." in without_reader
    assert "The heat" in without_reader
    assert "Write something" in empty
    assert not Reflection.objects.exists()


def test_what_is_anonymous_lies_sealed_and_leaves_no_trace_of_when(
    program_group: PeerGroup,
) -> None:
    session, ann = held_session(program_group), in_it(program_group, "Adams")
    events = AuditEvent.objects.count()

    answer(ann, session, "anonymous")

    row = Reflection.objects.get()
    assert (row.helped, row.hindered, row.written_at) == ("", "", None)
    assert "The round" not in row.sealed
    assert "The round" in crypto.decrypt(row.sealed)
    assert AuditEvent.objects.count() == events
    assert "The round" in shown(ann, "reflection", session)
    director = MembershipFactory(institution=ann.institution, offices=[StaffRoleKind.DIRECTOR])
    for reader in (director, in_it(program_group, "Lead")):
        page = shown(reader, "program_reflections", ProgramGroup.objects.get().program)
        assert "The round" not in page
        assert "No answers to show yet." in page


def test_readers_stay_who_they_were(program_group: PeerGroup) -> None:
    """Sent again for others, the first answer stays; deleted, it can be written anew."""
    session, ann = held_session(program_group), in_it(program_group, "Adams")
    answer(ann, session, "anonymous")

    answer(ann, session, "group")
    assert Reflection.objects.get().audience == "anonymous"

    asked = act(ann, "reflection_delete", session.pk).content.decode()
    assert ("Delete your answer?" in asked, Reflection.objects.get().audience) == (
        True,
        "anonymous",
    )
    act(ann, "reflection_delete", session.pk, sure="1")
    row = Reflection.objects.get()
    assert (row.audience, row.sealed, row.program) == ("closed", "", None)
    answer(ann, session, "group")
    assert Reflection.objects.get().audience == "group"


@pytest.mark.parametrize(
    ("ended_ago", "state", "noted", "asks"),
    [
        (timedelta(minutes=1), "planned", None, True),
        (timedelta(days=6), "held", "present", True),
        (timedelta(minutes=-1), "planned", None, False),
        (timedelta(days=7), "held", None, False),
        (timedelta(minutes=1), "cancelled", None, False),
        (timedelta(minutes=1), "missed", None, False),
        (timedelta(minutes=1), "held", "excused", False),
        (timedelta(minutes=1), "held", "absent", False),
    ],
)
def test_questions_are_open_for_a_week_to_those_who_came(
    group: PeerGroup, ended_ago: timedelta, state: str, noted: str | None, asks: bool
) -> None:
    ann = in_it(group, "Adams")
    group.members.update(joined_on=timezone.localdate() - timedelta(days=30))
    PeerGroup.objects.update(started_on=timezone.localdate() - timedelta(days=30))
    session = Meeting.objects.create(
        institution=group.institution,
        group=group,
        state=state,
        minutes=60,
        starts_at=timezone.now() - timedelta(minutes=60) - ended_ago,
    )
    if noted:
        Attendance.objects.create(
            institution=group.institution, meeting=session, member=ann, state=noted
        )

    at_home = any("two questions" in one.text for one in home_tasks_of(ann).waiting)
    answer(ann, session, "group")

    assert at_home == asks
    assert Reflection.objects.exists() == asks


def test_who_facilitates_is_not_asked(group: PeerGroup) -> None:
    session, lead = held_session(group), in_it(group, "Lead")

    assert answer(lead, session, "group").status_code == 404
    assert not Reflection.objects.exists()
