"""The list of sessions: of the groups that one runs, without anything that was said or who came."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.meetings.models import Attendance, Meeting
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import field, on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db
LIST = "evaluations:directing_sessions"


@pytest.fixture
def group():
    here = InstitutionFactory()
    group = PeerGroup.objects.create(institution=here, name="Writers", started_on=date(2026, 1, 5))
    for part in ("member", "facilitator"):
        GroupMember.objects.create(
            institution=here,
            group=group,
            member=MembershipFactory(institution=here),
            part=part,
            joined_on="2026-01-05",
        )
    return group


@pytest.fixture
def director(group):
    return director_at(group.institution)


def session(group, days, state=Meeting.State.PLANNED, **more):
    return Meeting.objects.create(
        institution=group.institution,
        group=group,
        state=state,
        starts_at=timezone.now() + timedelta(days=days),
        agenda="Confidential agenda",
        notes="Confidential notes",
        **more,
    )


def page(client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def test_list_counts_who_came_and_names_none_but_facilitators(group, director):
    held = session(group, -7, Meeting.State.HELD)
    member = group.members.get(part="member").member
    for who, state in (
        (member, "absent"),
        (group.members.get(part="facilitator").member, "present"),
    ):
        Attendance.objects.create(
            institution=group.institution, meeting=held, member=who, state=state
        )

    shown = page(director)

    assert '<td data-label="Present" class="number">1</td>' in shown
    assert '<td data-label="Attendance taken for" class="number">2</td>' in shown
    assert group.members.get(part="facilitator").name in shown
    assert member.name not in shown
    assert "Confidential" not in shown


def test_filters(group, director):
    rows = {
        "ahead": session(group, 7),
        "missing": session(group, -7),
        "now": session(group, 0, minutes=60),
        "held": session(group, -30, Meeting.State.HELD),
        "cancelled": session(group, -40, Meeting.State.CANCELLED),
    }

    def found(**query: str) -> list[str]:
        shown = page(director, **query)
        return [name for name, one in rows.items() if f'name="row" value="{one.pk}"' in shown]

    assert found() == list(rows)
    assert found(state="ahead") == ["ahead", "now"]
    assert found(state="missing") == ["missing"]
    assert found(state="held") == ["held"]
    assert found(state="cancelled") == ["cancelled"]
    today = group.institution.local_date()
    assert found(first=str(today + timedelta(days=1))) == ["ahead"]
    assert found(last=str(today - timedelta(days=20))) == ["held", "cancelled"]
    assert found(q="nothing") == []


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    group, director, number, django_assert_num_queries
):
    for at in range(number):
        session(group, at)
    page(director)

    with django_assert_num_queries(9):
        page(director)


def test_facilitators_are_asked_for_attendance_of_sessions_that_are_over(group, director):
    session(group, 7)
    session(group, -7)
    session(group, -14)
    chosen = {"act": "attendance", "all": "1", "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())
    assert "1 facilitator gets an email." in asks
    assert "Please take attendance" in asks
    said = {
        "sure": "1",
        "previewed": field(asks, "previewed"),
        "subject": "Please take attendance",
        "text": "Who came?",
    }
    director.post(reverse(f"{LIST}_act"), chosen | said)

    (mail,) = OutboxMessage.objects.filter(kind="facilitators")
    assert mail.recipient == group.members.get(part="facilitator").member.user.email


def test_sessions_ahead_alone_ask_no_one(group, director):
    session(group, 7)
    chosen = {"act": "attendance", "all": "1", "query": ""}

    asks = on_one_line(director.post(reverse(f"{LIST}_act"), chosen).content.decode())

    assert "Send emails" not in asks


def test_file_has_no_formula_and_moments_that_spreadsheets_read(group, director):
    PeerGroup.objects.update(name="=Evil")
    group.institution.time_zone = "America/New_York"
    group.institution.save()
    one = session(group, 7)
    wall = one.starts_at.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    answer = director.get(reverse(f"{LIST}_file", args=["csv"]), {"col": ["when", "group"]})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert lines == [
        ["When (America/New_York)", "Group"],
        [f"{wall:%Y-%m-%d %H:%M:%S}", "'=Evil"],
    ]
    book = load_workbook(
        io.BytesIO(director.get(reverse(f"{LIST}_file", args=["xlsx"])).getvalue())
    )
    sheet = book.active
    assert sheet["A2"].value == wall.replace(microsecond=0)
    assert sheet["A2"].number_format == "yyyy-mm-dd h:mm:ss"
    assert sheet.auto_filter.ref == sheet.dimensions


def test_others_see_none_of_it(group):
    session(group, 7)
    here = group.institution
    elsewhere = MembershipFactory(institution=here)
    unit = UnitFactory(institution=here)
    StaffRoleFactory(membership=elsewhere, role="coordinator", scope_kind="unit", scope_id=unit.pk)

    assert "Writers" not in page(client_of(elsewhere))
    assert "Writers" not in page(director_at(InstitutionFactory()))
    for role in ([], [StaffRoleKind.ANALYST], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS]):
        client = client_of(MembershipFactory(institution=here, offices=role))
        assert client.get(reverse(LIST)).status_code == 403
