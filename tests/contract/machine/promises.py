"""What has to hold in a group program after each step, and after what just happened."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import ActionItem, Attendance, Completion, Meeting
from evaluations.outcomes.closing.domain.certificates import hours_in
from evaluations.outcomes.closing.domain.cohort import attending
from evaluations.sessions.attendance.domain.minimum import rules_for, standings
from evaluations.sessions.office.domain import overview as office
from matching.models import Enrollment, GroupProposal, MatchRun, Program, Seat
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from tests.contract.machine import recomputed

LEADING = recomputed.LEADING


def of_people(life: Any) -> None:
    """Nobody is in two groups but by hand, all are enrolled, none leads two parts of one group."""
    parts = life.parts()
    program = Program.objects.get(pk=life.program.pk)
    single = [
        one.member_id
        for one in parts
        if one.part == "member" and (one.group_id, one.member_id) not in life.by_hand
    ]
    assert len(single) == len(set(single)), "somebody was put into two groups"
    leads = Counter((one.group_id, one.part) for one in parts if one.part != "member")
    assert all(count == 1 for count in leads.values()), "two have one leading part"
    by_group: dict[UUID, set[UUID]] = {}
    for one in parts:
        by_group.setdefault(one.group_id, set()).add(one.member_id)
    low, chief = life.people[0].pk, life.people[-1].pk
    assert not any({low, chief} <= people for people in by_group.values())
    if program.state == Program.State.CLOSED:
        return
    enrolled = set(
        Enrollment.objects.active().filter(program=program).values_list("member", "side")
    )
    for one in parts:
        sides = {"member": ["protege"], "facilitator": ["mentor"]}.get(
            one.part, ["protege", "mentor"]
        )
        there = any((one.member_id, side) in enrolled | life.withdrew for side in sides)
        assert there, f"{one.member.name} is in a group and not in the program"


def of_leavers(life: Any) -> None:
    """Nobody is back in a group that they left but by hand; nobody waits for what a leaver owes."""
    rows = list(GroupMember.objects.filter(group__program_group__program=life.program))
    now = {(one.group_id, one.member_id) for one in rows if one.left_on is None}
    left = {(one.group_id, one.member_id) for one in rows if one.left_on is not None}
    assert now & left <= life.by_hand, "somebody was put back into a group that they left"
    owed = ActionItem.objects.open().filter(group__program_group__program=life.program)
    owners = set(owed.exclude(owner=None).values_list("group", "owner"))
    assert owners <= now, "somebody who left still owes something"


def of_a_leaver(life: Any, part: GroupMember) -> None:
    """A director's move is done; what else one asks for waits, and being out is being withdrawn."""
    life.by_hand.discard((part.group_id, part.member_id))
    row = GroupMember.objects.get(pk=part.pk)
    assert row.left_on is not None
    closed = Program.objects.get(pk=life.program.pk).state == Program.State.CLOSED
    side = "mentor" if part.part in LEADING else "protege"
    own = Enrollment.objects.active().filter(program=life.program, member=part.member, side=side)
    if row.left_to == "out" and not closed:
        assert not own.exists()
    if row.left_to == "group" and not row.asks_for_place:
        there = GroupMember.objects.current().filter(
            group=row.left_to_group_id, member=row.member_id
        )
        assert there.exists()


def of_a_run(life: Any, run: MatchRun, *, largest: int) -> None:
    """A run makes no group too large, and puts nobody where they left or beside another group."""
    seats = list(Seat.objects.filter(run=run, group__isnull=False).select_related("enrollment"))
    groups = {one.pk: one.peer_group_id for one in GroupProposal.objects.filter(run=run)}
    parts = life.parts()
    inside = {one.member_id: one.group_id for one in parts if one.part == "member"}
    now = Counter(one.group_id for one in parts if one.part == "member")
    sizes = Counter(one.group_id for one in seats)
    for pk, size in sizes.items():
        assert size <= max(largest, now[groups[pk]]), "a run makes a group too large"
    new = [one for one in seats if not one.settled]
    assert not {one.enrollment.member_id for one in new} & set(inside)
    left = set(
        GroupMember.objects.filter(left_on__isnull=False).values_list("group_id", "member_id")
    )
    assert not {(groups[one.group_id], one.enrollment.member_id) for one in new} & left


def of_newcomers(life: Any, before: set[tuple[UUID, UUID]]) -> None:
    """Whom a publication brings into a group takes part in the program."""
    after = {(one.group_id, one.member_id) for one in life.parts()}
    for _group, member in after - before:
        own = Enrollment.objects.active().filter(program=life.program, member=member)
        assert own.exists()


def of_who_leads(group: PeerGroup, member: Membership) -> None:
    """Who has just planned, moved, canceled or taken attendance leads the group."""
    rows = list(GroupMember.objects.filter(group=group, left_on=None).values_list("member", "part"))
    leading = {key for key, part in rows if part in LEADING}
    runs_itself = PeerGroup.objects.get(pk=group.pk).self_led and not leading
    there = {key for key, _part in rows} if runs_itself else leading
    assert member.pk in there, "somebody acted for a group that they do not lead"


def session_of(life: Any, meeting: Meeting) -> list[GroupMember]:
    """Return the parts of those who are expected."""
    expected = next(
        one.expected for one in recomputed.sessions(life.program) if one.row.pk == meeting.pk
    )
    rows = GroupMember.objects.filter(group=meeting.group, member__in=expected)
    return list(rows.order_by("member__family_name", "pk"))


def of_attendance(meeting: Meeting, given: Mapping[UUID, str]) -> None:
    """What was said of each stands there, and the session's state follows."""
    rows = dict(Attendance.objects.filter(meeting=meeting).values_list("member", "state"))
    assert given.items() <= rows.items()
    state = Meeting.objects.get(pk=meeting.pk).state
    assert state == ("held" if "present" in rows.values() else "missed")


def of_figures(life: Any) -> None:
    """Headcounts, attendance, shares and hours are what bare rows say."""
    found = recomputed.sessions(life.program)
    shown = office.read_sessions(life.program)
    assert [
        (one.meeting.pk, one.heads.expected, one.heads.cannot, one.came, one.noted)
        for one in shown.rows
    ] == [(one.row.pk, len(one.expected), one.cannot, len(one.present), one.noted) for one in found]
    held = [one for one in found if one.row.state == "held"]
    came, noted = sum(len(one.present) for one in held), sum(one.noted for one in held)
    assert shown.share == recomputed.percent(came, noted)
    cohort = attending(life.program)
    if Program.objects.get(pk=life.program.pk).state != Program.State.CLOSED:
        begun = [one for one in held if one.row.starts_at <= timezone.now()]
        assert (cohort.sessions, cohort.came, cohort.noted) == (
            len(begun),
            sum(len(one.present) for one in begun),
            sum(one.noted for one in begun),
        )
        if begun == held:
            assert cohort.percent == shown.share, "two pages tell two shares"
    minutes = {key: one.minutes for key, one in hours_in(life.program).items()}
    assert minutes == recomputed.hours(found)
    for group in life.groups():
        for key, one in standings(group, rules=rules_for(group)).items():
            assert one.came == recomputed.came(found, key, group.pk)


def who_ends(life: Any) -> set[UUID]:
    """Return who takes part now, in the program or in a group of it."""
    enrolled = Enrollment.objects.active().filter(program=life.program)
    there = {one.member_id for one in life.parts()}
    return {*enrolled.values_list("member", flat=True), *there}


def of_certificates(life: Any, expected: set[UUID], *, needed: int) -> None:
    """Everybody who takes part has one that says their hours, unless they came to too few sessions."""
    found = recomputed.sessions(life.program)
    minutes = recomputed.hours(found)
    below = {
        one.member_id
        for one in life.parts()
        if one.part == "member" and recomputed.lacking(found, one, needed)
    }
    # Who is in no group any more is asked for the whole minimum, who has led one for none.
    there = {one.member_id for one in life.parts() if one.part == "member"}
    leading = GroupMember.objects.filter(
        group__program_group__program=life.program, part__in=LEADING
    )
    gone = set(minutes) - there - set(leading.values_list("member", flat=True))
    held = [one for one in found if one.row.state == "held"]
    below |= {key for key in gone if sum(key in one.present for one in held) < needed}
    rows = {one.member_id: one for one in Completion.objects.filter(program=life.program)}
    assert set(rows) == expected
    for key, row in rows.items():
        assert row.minutes == minutes.get(key, 0)
        assert row.enough == (key not in below)


def of_the_pages(life: Any) -> None:
    """What the office downloads for book-keeping says the same."""
    client = Client()
    client.force_login(life.director.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("evaluations:program_sessions_file", args=[life.program.pk, "csv"])
    answer = client.get(address)
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    start = next(number for number, one in enumerate(lines) if one[:1] == ["Date"])
    told = []
    for line in lines[start + 1 :]:
        if not line:
            break
        told.append(tuple(line[-5:]))
    assert told == [
        tuple(
            "" if value is None else str(value)
            for value in (
                len(one.expected),
                one.cannot,
                len(one.present),
                one.noted,
                recomputed.percent(len(one.present), one.noted),
            )
        )
        for one in recomputed.sessions(life.program)
    ]
