"""The office's page of a program's sessions: what is needed to run them, and no one's name."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.models import Meeting, SessionPlan
from evaluations.sessions.attendance.domain.absence import say_absent
from evaluations.sessions.attendance.domain.taking import take_attendance
from matching.models import Program, ProgramGroup
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import (
    GroupMemberFactory,
    GroupProgramFactory,
    MembershipFactory,
    PeerGroupFactory,
)

__all__ = ["group"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def program(group: PeerGroup) -> Program:
    program: Program = GroupProgramFactory(institution=group.institution, name="Writers")
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)
    return program


@pytest.fixture
def director(group: PeerGroup) -> Membership:
    member: Membership = MembershipFactory(
        institution=group.institution, offices=[StaffRoleKind.DIRECTOR]
    )
    return member


def session(group: PeerGroup, days: float, **more: object) -> Meeting:
    at = timezone.now() + timedelta(days=days)
    return Meeting.objects.create(institution=group.institution, group=group, starts_at=at, **more)


def page(member: Membership, program: Program, query: str = "") -> str:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("evaluations:program_sessions", args=[program.pk])
    return client.get(address + query).content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_everything_the_office_needs_stands_there_and_nobodys_name(
    group: PeerGroup, program: Program, director: Membership
) -> None:
    ahead = session(group, 7, place="Room 4, https://video.example.org/j/1")
    SessionPlan.objects.create(
        institution=group.institution, meeting=ahead, title="Secret title", preparation="Read it"
    )
    say_absent(ahead, in_it(group, "Adams"), words="Secret words")
    past = session(group, -7, minutes=90)
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    states = {ann.pk: "absent", bo.pk: "present", lea.pk: "present"}
    take_attendance(past, by=lea, states=states)

    html = page(director, program)

    text = words(html)
    assert "3 expected · 1 can’t come · 2 have not answered" in text
    assert "2 of 3 (67%)" in text
    assert "Attendance 67%" in text
    assert "In the published program 89%" in text
    assert ("Lea Lead" in text, "Ready" in text) == (True, True)
    assert 'href="https://video.example.org/j/1"' in html
    for secret in ("Adams", "Baker", "Secret"):
        assert secret not in html


def test_sorted_by_date_and_narrowed_to_a_group(
    group: PeerGroup, program: Program, director: Membership
) -> None:
    other = PeerGroupFactory(institution=group.institution, name="Other")
    ProgramGroup.objects.create(institution=group.institution, program=program, group=other)
    PeerGroup.objects.filter(pk=group.pk).update(name="First")
    session(other, 3)
    session(group, 2)
    session(group, 4)

    def rows(query: str = "") -> list[str]:
        return re.findall(r"/dashboard/groups/[^>]*>(First|Other)<", page(director, program, query))

    assert rows() == ["First", "Other", "First"]
    assert rows(f"?group={other.pk}") == ["Other"]
    assert rows("?group=x") == ["First", "Other", "First"]


def test_empty_states_say_what_to_do(program: Program, director: Membership) -> None:
    assert "No sessions are scheduled" in page(director, program)
    ProgramGroup.objects.all().delete()
    assert "No groups yet" in page(director, program)


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_same_queries_for_any_number(
    group: PeerGroup,
    program: Program,
    director: Membership,
    sessions: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(sessions):
        one = PeerGroupFactory(institution=group.institution)
        GroupMemberFactory.create_batch(2, group=one)
        ProgramGroup.objects.create(institution=group.institution, program=program, group=one)
        session(one, number - 1)
    client = Client()
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("evaluations:program_sessions", args=[program.pk])
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)


def test_a_room_is_changed_from_there_and_everyone_is_told(
    group: PeerGroup, program: Program, director: Membership
) -> None:
    ahead = session(group, 7)
    link = "https://video.example.org/j/2"

    wrong = act(director, "session_place", ahead.pk, mode="", room="Room 9", link="no link")
    assert "Room 9" in wrong.content.decode()
    act(director, "session_place", ahead.pk, mode="in_person", room="Room 9", link=link)
    act(director, "session_place", ahead.pk, mode="in_person", room="Room 9", link=link)

    ahead.refresh_from_db()
    assert (ahead.place, ahead.mode) == (f"Room 9, {link}", "in_person")
    mails = OutboxMessage.objects.filter(kind="meeting_moved")
    assert mails.count() == 3
    assert "Room 9" in mails[0].body_text
    Meeting.objects.update(state="cancelled")
    refused = act(director, "session_place", ahead.pk, mode="", room="Room 1", link="")
    assert "Nothing was changed." in refused.content.decode()


# Book-keeping -----------------------------------------------------------------------------------


def file_of(member: Membership, program: Program, suffix: str):
    return look(member, "program_sessions_file", program.pk, suffix)


def test_the_file_holds_the_same_and_no_formula(
    group: PeerGroup, program: Program, director: Membership
) -> None:
    PeerGroup.objects.update(name="=1+1")
    first = session(group, -3, state="cancelled")
    session(group, 7, minutes=90, place="+1 Room, https://video.example.org", makes_up=first)

    lines = list(
        csv.reader(io.StringIO(file_of(director, program, "csv").content.decode("utf-8-sig")))
    )
    book = load_workbook(io.BytesIO(file_of(director, program, "xlsx").content))
    assert file_of(director, program, "pdf").status_code == 404

    heading = next(line for line in lines if line and line[0] == "Date")
    row = dict(zip(heading, lines[lines.index(heading) + 2], strict=True))
    assert (row["Hours"], row["State"], row["Expected"]) == ("1.5", "Scheduled", "3")
    day = first.starts_at.astimezone(program.institution.zone).date()
    assert row["Make-up for"] == day.isoformat()
    assert row["Group"].startswith("'")
    cells = [cell for line in book["Sessions"].iter_rows() for cell in line]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "Adams" not in str([cell.value for cell in cells])


@pytest.mark.parametrize(
    "name", ["Spring\x0bcohort", "\x0b=1+1", "\n=1+1", "＝1+1", "－1", "＠SUM"]
)
def test_any_name_of_a_program_or_group_is_written_and_run_by_no_spreadsheet(
    group: PeerGroup, program: Program, director: Membership, name: str
) -> None:
    Program.objects.update(name=name)
    PeerGroup.objects.update(name=name)
    session(group, 7)
    program.refresh_from_db()

    text, book = (file_of(director, program, suffix) for suffix in ("csv", "xlsx"))

    shown = name.replace("\x0b", "\ufffd")
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(book.content))["Sessions"]
    expected = shown if name.startswith("Spring") else f"'{shown}"
    assert lines[0] == [sheet["A1"].value] == [expected]
    column = lines[3].index("Group")
    assert [lines[4][column], sheet.cell(3, column + 1).value] == [expected, expected]


# Needs ------------------------------------------------------------------------------------------
