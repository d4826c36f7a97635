"""A group program that lives by chance: people, leaders, dates and runs change in any order.

Each rule is something that a person does; what the application refuses changes nothing and is
counted. `promises.py` says what has to hold after each step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.action_items import add_action, take_action
from evaluations.meetings.domain.lifecycle import cancel_meeting, move_meeting
from evaluations.models import ActionItem, Meeting
from evaluations.sessions.attendance.domain.absence import say_absent, say_coming
from evaluations.sessions.attendance.domain.make_up import plan_make_up
from evaluations.sessions.attendance.domain.taking import take_attendance
from evaluations.sessions.schedule.domain.planning import plan_sessions
from matching.errors import MatchingError
from matching.groups.forming.domain.board import read_board
from matching.groups.forming.domain.publish import publish_groups
from matching.groups.forming.domain.run import start_forming
from matching.groups.membership.domain.joining import asked_first, take_in
from matching.groups.membership.domain.leaving import answer_place, leave
from matching.models import (
    AttendanceRules,
    Enrollment,
    GroupRules,
    MatchRun,
    Program,
    ProgramDate,
)
from matching.programs.dates.domain.schedule import DateRow, dates_of, save_dates
from matching.programs.domain.lifecycle import close_program
from matching.programs.enrollment.domain import enroll, withdraw
from matching.tasks import advance_run
from networks.errors import NetworkError
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.parts import Then, change_part, set_self_led
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.contract.machine import promises
from tests.contract.machine.board import by_hand
from tests.factories import EnrollmentFactory, GroupProgramFactory, MembershipFactory
from tests.matching.groups.forming.test_board_is_publication import Life, check

Part, To = GroupMember.Part, GroupMember.LeftTo
LARGEST, NEEDED = 4, 2
REFUSALS = (MatchingError, NetworkError, EvaluationError)
now_of_the_machine = timezone.now
which = st.integers(min_value=0, max_value=40)


class GroupProgramMachine(RuleBasedStateMachine):
    """One program with twelve people; everything in a transaction that is taken back."""

    seen: Counter[str] = Counter()
    """What was done or refused in all lives, by name: a machine that does nothing proves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.late = timedelta()
        self.clock = patch.object(timezone, "now", lambda: now_of_the_machine() + self.late)
        self.clock.start()
        self.by_hand: set[tuple[UUID, UUID]] = set()
        self.withdrew: set[tuple[UUID, str]] = set()
        self.run: MatchRun | None = None

    def teardown(self) -> None:
        try:
            if hasattr(self, "program"):
                promises.of_the_pages(self)
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    @initialize(
        facilitated=st.booleans(),
        mentors=st.integers(min_value=0, max_value=2),
        begun=st.sampled_from([True, True, True, False]),
    )
    def begin(self, facilitated: bool, mentors: int, begun: bool) -> None:
        self.program: Program = GroupProgramFactory()
        here = self.program.institution
        self.director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
        GroupRules.objects.create(
            institution=here,
            program=self.program,
            meets=GroupRules.Meets.DATES,
            smallest=2,
            largest=LARGEST,
            facilitated=facilitated,
        )
        AttendanceRules.objects.create(
            institution=here, program=self.program, needed=NEEDED, planned=3, no_certificate=True
        )
        first = here.local_date() + timedelta(days=7)
        for number in range(3):
            ProgramDate.objects.create(
                institution=here,
                program=self.program,
                day=first + timedelta(days=14 * number),
                starts=time(9),
                minutes=120 + 60 * number,
            )
        self.people: list[Membership] = [
            EnrollmentFactory(program=self.program, member__family_name=name).member
            for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
        ]
        self.people += [
            EnrollmentFactory(
                program=self.program, side="mentor", places=1, member__family_name=name
            ).member
            for name in ("Rowan", "Sorrel")[:mentors]
        ]
        self.people += [
            MembershipFactory(institution=here, family_name=name)
            for name in ("Holly", "Ivy", "Juniper")
        ]
        Membership.objects.filter(pk=self.people[0].pk).update(supervisor=self.people[-1])
        if begun:
            self.groups_are_formed(around=False)
            self.groups_are_published()

    # What there is -------------------------------------------------------------------------------

    def groups(self) -> list[PeerGroup]:
        rows = PeerGroup.objects.active().filter(program_group__program=self.program)
        return list(rows.select_related("institution").order_by("name", "pk"))

    def parts(self) -> list[GroupMember]:
        rows = GroupMember.objects.current().filter(
            group__program_group__program=self.program, group__ended_on=None
        )
        return list(
            rows.select_related(
                "group__institution", "member__user", "member__institution"
            ).order_by("group__name", "group", "member__family_name")
        )

    def meetings(self) -> list[Meeting]:
        rows = Meeting.objects.filter(group__program_group__program=self.program)
        return list(
            rows.select_related("group__institution", "institution", "makes_up__group").order_by(
                "starts_at", "group__name", "pk"
            )
        )

    def one(self, rows: Sequence[Any], number: int) -> Any:
        return rows[number % len(rows)] if rows else None

    def person(self, number: int) -> Membership:
        return Membership.objects.select_related("user", "institution").get(
            pk=self.people[number % len(self.people)].pk
        )

    def acting(self, group: PeerGroup, number: int) -> Membership:
        """Somebody who acts for a group: mostly who leads it, at times anybody."""
        there = [one for one in self.parts() if one.group_id == group.pk]
        leading = [one.member for one in there if one.leads] or [one.member for one in there]
        return self.one([*leading * 4, *self.people], number)

    def attempt(self, act: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Do it as a page does: a refusal changes nothing."""
        try:
            with transaction.atomic():
                act(*args, **more)
        except REFUSALS as error:
            self.seen[error.code] += 1
            return False
        self.seen[act.__name__] += 1
        return True

    @property
    def is_open(self) -> bool:
        return Program.objects.get(pk=self.program.pk).state != Program.State.CLOSED

    # People --------------------------------------------------------------------------------------

    @rule(who=which, side=st.sampled_from(["protege", "protege", "mentor"]))
    def somebody_enrolls(self, who: int, side: str) -> None:
        member = self.person(who)
        if self.attempt(enroll, self.program, member=member, side=side, areas={"career": 1}):
            self.withdrew.discard((member.pk, side))

    @rule(who=which)
    def somebody_withdraws(self, who: int) -> None:
        rows = Enrollment.objects.active().filter(program=self.program)
        row = self.one(rows.order_by("member__family_name", "side"), who)
        if row and self.attempt(withdraw, row, actor=row.member.user):
            self.withdrew.add((row.member_id, row.side))

    @rule(who=which, where=which)
    def the_director_takes_somebody_in(self, who: int, where: int) -> None:
        group, member = self.one(self.groups(), where), self.person(who)
        asked = bool(group) and asked_first(group, [member])
        done = group and self.attempt(take_in, group, [member], actor=self.director.user)
        if group and done and not asked:
            self.by_hand.add((group.pk, member.pk))

    @rule(which=which, where=which, to=st.sampled_from(To.values), by_self=st.booleans())
    def somebody_leaves(self, which: int, where: int, to: str, by_self: bool) -> None:
        part, wanted = self.one(self.parts(), which), self.one(self.groups(), where)
        if part is None:
            return
        actor = part.member.user if by_self else self.director.user
        target = wanted if to == To.GROUP else None
        if self.attempt(leave, part, actor=actor, to=to, to_group=target):
            promises.of_a_leaver(self, part)

    @rule(which=which, yes=st.booleans())
    def the_director_answers_who_asks_for_a_place(self, which: int, yes: bool) -> None:
        rows = GroupMember.objects.filter(
            group__program_group__program=self.program, asks_for_place=True
        ).order_by("member__family_name", "pk")
        part = self.one(rows, which)
        if part and self.attempt(answer_place, part, actor=self.director.user, yes=yes) and yes:
            there = [one for one in self.parts() if one.member_id == part.member_id]
            assert [one.part for one in there].count(Part.MEMBER) == 1

    @rule(who=which, where=which, part=st.sampled_from(Part.values), then=st.sampled_from(Then))
    def parts_change(self, who: int, where: int, part: str, then: Then) -> None:
        group = self.one(self.groups(), where)
        if group is None:
            return
        there = [one.member for one in self.parts() if one.group_id == group.pk]
        member = self.one([*there, *self.people], who)
        was_there = member in there
        act = {"part": part, "actor": self.director.user, "then": then}
        if self.attempt(change_part, group, member, **act) and not was_there:
            self.by_hand.add((group.pk, member.pk))

    @rule(where=which, self_led=st.booleans())
    def a_group_runs_itself_or_not(self, where: int, self_led: bool) -> None:
        if group := self.one(self.groups(), where):
            self.attempt(set_self_led, group, self_led=self_led, actor=self.director.user)

    @rule(which=which, takes=st.booleans())
    def somebody_takes_an_action_on(self, which: int, takes: bool) -> None:
        part = self.one(self.parts(), which)
        if part is None:
            return
        free = ActionItem.objects.open().filter(group=part.group, owner=None).first()
        if takes and free:
            self.attempt(take_action, free, by=part.member)
        else:
            act = {"by": part.member, "owner": part.member, "text": "Read"}
            self.attempt(add_action, part.group, **act)

    # Runs ----------------------------------------------------------------------------------------

    @rule(around=st.booleans())
    def groups_are_formed(self, around: bool) -> None:
        last = self.run if around and self.run and self.run.is_editable else None
        try:
            with transaction.atomic():
                run = start_forming(self.program, actor=self.director.user, around=last)
        except MatchingError as error:
            self.seen[error.code] += 1
            return
        advance_run(str(run.pk))
        run.refresh_from_db()
        assert run.state == MatchRun.State.DONE
        self.run = run
        self.seen["formed"] += 1
        promises.of_a_run(self, run, largest=LARGEST)

    @precondition(lambda self: self.run is not None)
    @rule(what=which, seat=which, group=which)
    def the_board_is_changed(self, what: int, seat: int, group: int) -> None:
        self.attempt(by_hand, self.run, self.director.user, what, seat, group)

    @precondition(lambda self: self.run is not None and self.run.state == MatchRun.State.DONE)
    @rule()
    def groups_are_published(self) -> None:
        board = read_board(self.run)
        before = {(one.group_id, one.member_id) for one in self.parts()}
        act = {"started_on": self.program.institution.local_date(), "accept_broken": True}
        if not self.attempt(publish_groups, self.run, actor=self.director.user, **act):
            return
        self.run.refresh_from_db()
        check(Life(self.program, self.director.user, None), self.run, board)
        promises.of_newcomers(self, before)

    # Sessions ------------------------------------------------------------------------------------

    @rule(days=st.sampled_from([1, 8, 15]))
    def days_pass(self, days: int) -> None:
        self.late += timedelta(days=days)

    @rule(who=which, where=which, days=st.integers(min_value=0, max_value=20))
    def somebody_plans_a_session(self, who: int, where: int, days: int) -> None:
        group = self.one(self.groups(), where)
        if group is None:
            return
        member = self.acting(group, who)
        first = timezone.now().replace(second=0, microsecond=0) + timedelta(days=days, hours=1)
        act = {"by": member, "first": first, "minutes": 90}
        if self.attempt(plan_sessions, group, **act):
            promises.of_who_leads(group, member)

    @rule(which=which, who=which)
    def somebody_cancels(self, which: int, who: int) -> None:
        meeting = self.one(self.meetings(), which)
        if meeting is None:
            return
        member = self.acting(meeting.group, who)
        if self.attempt(cancel_meeting, meeting, by=member):
            promises.of_who_leads(meeting.group, member)

    @rule(which=which, who=which, hours=st.integers(min_value=1, max_value=200))
    def somebody_moves_a_session(self, which: int, who: int, hours: int) -> None:
        meeting = self.one(self.meetings(), which)
        if meeting is None:
            return
        member = self.acting(meeting.group, who)
        act = {"starts_at": self.soon(hours), "minutes": 60, "mode": "", "place": ""}
        if self.attempt(move_meeting, meeting, by=member, **act):
            promises.of_who_leads(meeting.group, member)

    @rule(which=which, who=st.none() | which, hours=st.integers(min_value=1, max_value=200))
    def a_session_is_made_up(self, which: int, who: int | None, hours: int) -> None:
        meeting = self.one(self.meetings(), which)
        if meeting is None:
            return
        member = self.director if who is None else self.acting(meeting.group, who)
        act = {"starts_at": self.soon(hours), "minutes": 75}
        if self.attempt(plan_make_up, meeting, by=member, **act) and who is not None:
            promises.of_who_leads(meeting.group, member)

    @rule(which=which, part=which, says=st.sampled_from([say_absent, say_absent, say_coming]))
    def somebody_says_whether_they_come(self, which: int, part: int, says: Any) -> None:
        meeting, own = self.one(self.meetings(), which), self.one(self.parts(), part)
        if meeting and own:
            self.attempt(says, meeting, own.member)

    @rule(which=which, who=which, states=st.lists(st.sampled_from("pppea"), min_size=5, max_size=5))
    def attendance_is_taken(self, which: int, who: int, states: list[str]) -> None:
        rows = [one for one in self.meetings() if one.state != Meeting.State.CANCELLED]
        meeting, words = self.one(rows, which), {"p": "present", "e": "excused", "a": "absent"}
        if meeting is None:
            return
        self.late += max(timedelta(), meeting.starts_at - timezone.now())
        by = self.acting(meeting.group, who)
        keys = sorted({one.member_id for one in promises.session_of(self, meeting)})
        given = {key: words[one] for key, one in zip(keys, states, strict=False)}
        if self.attempt(take_attendance, meeting, by=by, states=given):
            promises.of_who_leads(meeting.group, by)
            promises.of_attendance(meeting, given)

    @rule(which=which, days=st.integers(min_value=-10, max_value=30), what=st.sampled_from("mmra"))
    def the_dates_of_the_program_change(self, which: int, days: int, what: str) -> None:
        rows = [DateRow(one.day, one.starts, one.minutes, "", one.pk) for one in self.dates()]
        late = timedelta(days=days)
        if what == "a" or not rows:
            rows.append(DateRow(self.program.institution.local_date() + late, time(10), 90))
        elif what == "r":
            rows.pop(which % len(rows))
        else:
            old = rows[which % len(rows)]
            rows[which % len(rows)] = DateRow(old.day + late, old.starts, old.minutes, "", old.pk)
        self.attempt(save_dates, self.program, rows=rows, actor=self.director.user)

    def dates(self) -> list[ProgramDate]:
        return dates_of(self.program)

    def soon(self, hours: int) -> datetime:
        return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)

    # The end -------------------------------------------------------------------------------------

    @precondition(lambda self: self.late > timedelta(days=40))
    @rule()
    def the_program_is_closed(self) -> None:
        begun = Program.objects.get(pk=self.program.pk).state == Program.State.RUNNING
        expected = promises.who_ends(self)
        if self.attempt(close_program, self.program, actor=self.director.user) and begun:
            promises.of_certificates(self, expected, needed=NEEDED)

    # What has to hold ----------------------------------------------------------------------------

    @invariant()
    def what_is_promised_holds(self) -> None:
        if hasattr(self, "program"):
            promises.of_people(self)
            promises.of_leavers(self)
            promises.of_figures(self)
