"""What a board shows is what publishing does: people, leaders, places and mails, on random boards.

A program lives through three rounds. Between its runs people join and leave groups by hand, withdraw,
leave the institution, and change who facilitates; in between the director moves, locks and undoes.
Before each publication the board is read; after it, the rows and the mails must say the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.errors import MatchingError
from matching.groups.forming.domain.board import Board, read_board
from matching.groups.forming.domain.edits import (
    add_group,
    lock_member,
    move_member,
    set_facilitator,
    undo,
)
from matching.groups.forming.domain.publish import publish_groups
from matching.groups.forming.domain.run import start_forming
from matching.models import (
    Enrollment,
    GroupProposal,
    GroupRules,
    MatchRun,
    Program,
    ProgramGroup,
    Seat,
)
from matching.programs.enrollment.domain import withdraw
from matching.tasks import advance_run
from mentornet.mail.outbox import OutboxMessage
from networks.errors import NetworkError
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import add_members, leave_group
from networks.peer_groups.domain.parts import Then, change_part, facilitator_of
from profiles.models import Membership, User
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupProgramFactory,
    MembershipFactory,
)
from tests.support.examples import examples

pytestmark = pytest.mark.django_db
Part = GroupMember.Part
ROUNDS = 3


@dataclass
class Life:
    """One program and the dice by which it lives."""

    program: Program
    actor: User
    dice: Random
    published: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def people(self, side: str) -> list[Enrollment]:
        rows = Enrollment.objects.filter(program=self.program, side=side).order_by("pk")
        return list(rows.select_related("member__user", "member__institution"))

    def groups(self) -> list[PeerGroup]:
        rows = PeerGroup.objects.active().filter(program_group__program=self.program)
        return list(rows.order_by("name", "pk"))

    def one(self, rows: list) -> object | None:
        return self.dice.choice(rows) if rows else None


def enroll(life: Life, side: str, count: int) -> None:
    for _number in range(count):
        row = EnrollmentFactory(program=life.program, side=side, places=life.dice.choice([1, 1, 2]))
        hours = list(range(16, 24)) if life.dice.random() < 0.9 else list(range(64, 72))
        GroupApplicationFactory(enrollment=row, hours=hours)


def happen(life: Life) -> None:
    """Something beside any run, by hand of someone."""
    group = life.one(life.groups())
    members = life.people("protege")
    person = life.one(members)
    mentor = life.one(life.people("mentor"))
    if isinstance(group, PeerGroup):
        there = [
            row.member
            for row in GroupMember.objects.current()
            .filter(group=group)
            .select_related("member__user")
            .order_by("pk")
        ]
        somebody = life.one(there)
        acts = ["leave", "take in", "lead", "lead", "step down", "withdraw", "go", "ended"]
        match life.dice.choice(acts):
            case "leave" if somebody:
                leave_group(group, somebody, actor=life.actor)
            case "take in" if person:
                add_members(group, [person.member], actor=life.actor)
            case "lead" if mentor:
                who = life.dice.choice([mentor.member, somebody or mentor.member])
                change_part(
                    group,
                    who,
                    part=life.dice.choice([Part.FACILITATOR, Part.FACILITATOR, Part.COFACILITATOR]),
                    actor=life.actor,
                    then=life.dice.choice(list(Then)),
                )
            case "step down":
                leader = facilitator_of(group)
                if leader:
                    change_part(group, leader, part=Part.MEMBER, actor=life.actor)
            case "ended" if somebody:
                Membership.objects.filter(pk=somebody.pk).update(
                    end_date=group.institution.local_date()
                )
    if life.dice.random() < 0.15 and person:
        withdraw(person, actor=life.actor)
    if life.dice.random() < 0.1 and mentor:
        withdraw(mentor, actor=life.actor)


def by_hand(life: Life, run: MatchRun) -> None:
    """One change on the board."""
    seat = life.one(list(Seat.objects.filter(run=run).order_by("pk").select_related("run")))
    group = life.one(list(GroupProposal.objects.filter(run=run).order_by("number")))
    mentors = [one for one in life.people("mentor") if one.is_active]
    match life.dice.choice(["move", "move", "wait", "lock", "lead", "nobody", "add", "undo"]):
        case "move" if seat and group:
            move_member(seat, group=group, actor=life.actor)
        case "wait" if seat:
            move_member(seat, group=None, actor=life.actor)
        case "lock" if seat:
            lock_member(seat, locked=True, actor=life.actor)
        case "lead" if group and mentors:
            set_facilitator(group, facilitator=life.one(mentors), actor=life.actor)
        case "nobody" if group:
            set_facilitator(group, facilitator=None, actor=life.actor)
        case "add":
            add_group(run, actor=life.actor)
        case "undo":
            undo(run, actor=life.actor)


def attempt(life: Life, act, *args) -> None:
    """Do it as a page does: a refusal changes nothing."""
    try:
        with transaction.atomic():
            act(life, *args)
    except (MatchingError, NetworkError) as error:
        life.refused[error.code] += 1


def formed(life: Life, around: MatchRun | None) -> MatchRun | None:
    try:
        with transaction.atomic():
            run = start_forming(life.program, actor=life.actor, around=around)
    except MatchingError:
        return None
    advance_run(str(run.pk))
    run.refresh_from_db()
    assert run.state == MatchRun.State.DONE
    return run


def led_by(run: MatchRun) -> Counter:
    """Who leads the groups of *run*. One that all members have left stands on no board."""
    rows = GroupMember.objects.current().filter(
        group__in=GroupProposal.objects.filter(run=run).values("peer_group"),
        group__ended_on=None,
        part=Part.FACILITATOR,
    )
    return Counter(rows.values_list("member", flat=True))


def check(life: Life, run: MatchRun, board: Board) -> None:
    """Rows and mails after publishing say what *board* said before."""
    told: Counter[str] = Counter()
    for column in board.columns:
        proposal = GroupProposal.objects.get(pk=column.group.pk)
        if not column.cards and proposal.peer_group is None:
            continue
        group = proposal.peer_group
        assert group is not None
        rows = GroupMember.objects.current().filter(group=group)
        parts = {row.member_id: row.part for row in rows}
        shown = {card.seat.enrollment.member_id for card in column.cards}
        beside = {one.pk for one in column.beside}
        leader = {column.leader.pk} if column.leader else set()
        assert set(parts) == shown | beside | leader, column.group.name
        assert {key for key, part in parts.items() if part == Part.FACILITATOR} == leader
        assert {key for key in shown if parts[key] != Part.MEMBER} == set()
        newcomers = [card.seat.enrollment.member for card in column.cards if not card.seat.settled]
        for member in newcomers:
            told[member.user.email] += 1
            body = mail_to(member, run).body_text
            named = [line for line in body.splitlines() if line.startswith("Your facilitator: ")]
            assert [line.split(" · ")[0] for line in named] == [
                f"Your facilitator: {one.name}" for one in [column.leader] if one
            ]
        if column.leader and (newcomers or not column.is_led):
            told[column.leader.user.email] += 1
    assert Counter(mails(run, "group_made")) == told
    waiting = Counter(
        card.seat.enrollment.member.user.email
        for card in board.waiting
        if card.seat.enrollment.is_active and card.seat.enrollment.member.is_current
    )
    assert not waiting - Counter(mails(run, "group_waiting"))
    # The places of those who facilitate are filled as the board showed them.
    columns = [one for one in board.columns if one.cards or one.group.peer_group_id]
    assert led_by(run) == Counter(one.leader.pk for one in columns if one.leader)


def mails(run: MatchRun, kind: str) -> list[str]:
    rows = OutboxMessage.objects.filter(kind=kind, key__contains=str(run.pk))
    return list(rows.values_list("recipient", flat=True))


def mail_to(member: Membership, run: MatchRun) -> OutboxMessage:
    return OutboxMessage.objects.get(
        kind="group_made", recipient=member.user.email, key__contains=str(run.pk)
    )


def live(seed: int) -> Life:
    """Let a program live through its rounds; every publication is checked."""
    dice = Random(seed)
    program = GroupProgramFactory()
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=2,
        largest=4,
        session_minutes=90,
        facilitated=dice.random() < 0.5,
    )
    actor = MembershipFactory(institution=program.institution).user
    life = Life(program, actor, dice)
    enroll(life, "protege", dice.randint(3, 7))
    enroll(life, "mentor", dice.randint(0, 3))
    run: MatchRun | None = None
    for _round in range(ROUNDS):
        around = run if run is not None and run.is_editable and dice.random() < 0.3 else None
        run = formed(life, around)
        if run is None:
            attempt(life, happen)
            enroll(life, "protege", 2)
            continue
        for _change in range(dice.randint(0, 6)):
            attempt(life, *dice.choice([(by_hand, run), (by_hand, run), (happen,)]))
        board = read_board(run)
        before = snapshot(life)
        try:
            with transaction.atomic():
                publish_groups(
                    run,
                    actor=actor,
                    started_on=program.institution.local_date(),
                    accept_broken=True,
                )
        except MatchingError as error:
            life.refused[error.code] += 1
            assert snapshot(life) == before
        else:
            check(life, run, board)
            life.published += 1
        for _change in range(dice.randint(0, 4)):
            attempt(life, happen)
        enroll(life, "protege", dice.randint(0, 3))
        enroll(life, "mentor", dice.randint(0, 1))
    return life


def snapshot(life: Life) -> tuple:
    return (
        list(GroupMember.objects.order_by("pk").values_list("group", "member", "part", "left_on")),
        ProgramGroup.objects.count(),
        OutboxMessage.objects.count(),
    )


class Undone(Exception):
    """Ends an example: what it wrote is not kept for the next."""


def in_its_own_world(seed: int) -> Life:
    lives = []
    with pytest.raises(Undone), transaction.atomic():
        lives.append(live(seed))
        raise Undone
    return lives[0]


def every_life(number: int) -> list[Life]:
    lives = []

    @settings(max_examples=number, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(min_value=0, max_value=1_000_000))
    def lived(seed: int) -> None:
        lives.append(in_its_own_world(seed))

    lived()
    return lives


def test_what_a_board_shows_is_what_publishing_does() -> None:
    lives = every_life(examples(8))

    # Else it would hold of nothing.
    assert sum(one.published for one in lives) >= len(lives)
    assert sum((one.refused for one in lives), Counter()).keys() >= {"move_impossible"}


@pytest.mark.long
def test_what_many_boards_show_is_what_publishing_does() -> None:
    assert sum(one.published for one in every_life(20)) >= 20
