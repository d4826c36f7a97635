"""A run's groups as the director moves people between them: a handful of queries for any number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from matching.engine.groups.forming import Group, Grouping
from matching.groups.forming.domain.edits import judged
from matching.groups.forming.domain.explanations import (
    AIM_LABELS,
    PEER_AIM_LABELS,
    ask_sentence,
    broken_sentence,
    gap_words,
    hours_words,
    relax_sentence,
    waiting_sentence,
    whom_to_ask,
)
from matching.groups.forming.domain.inputs import GroupCohort, slots_of
from matching.groups.forming.domain.run import judge_now, read_cohort
from matching.groups.forming.domain.stability import stability_words
from matching.groups.forming.domain.standing import Standing
from matching.groups.forming.domain.wishes import said_broken
from matching.groups.models.proposals import GroupMove, GroupProposal, ProgramGroup, Seat
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from profiles.models import Membership

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Where a rule is changed: a field of the form of rules; the others are changed elsewhere.
RELAXED_AT = {
    "smallest": "smallest",
    "largest": "largest",
    "hours": "hours_hard",
    "hours_said": "hours_hard",
    "session_slots": "session_minutes",
    "not_alone": "not_alone_hard",
    "least_units": "least_units",
    "facilitated": "facilitated",
}


@dataclass(frozen=True)
class Card:
    """One member on the board; `why` says why they wait."""

    seat: Seat
    why: str = ""
    can_move: bool = True

    @property
    def moved(self) -> bool:
        seat = self.seat
        return bool(not seat.settled and seat.group_id != seat.engine_group_id)


@dataclass(frozen=True)
class Column:
    """One group: its people, when it can meet, how well it meets the aims, what it breaks.

    `leader` facilitates it once it is published; `is_led`: does so now, and stays. `beside` are
    those who are in it without having been in the run.
    """

    group: GroupProposal
    cards: list[Card]
    leader: Membership | None
    is_led: bool
    beside: list[Membership]
    score: float
    hours: str
    problems: list[str]
    advice: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether its people are asked before it begins, or were: nothing said in confidence plays a part in it."""
        return any(card.seat.asked_first for card in self.cards)

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def leader_changed(self) -> bool:
        return bool(
            not self.is_led and self.group.facilitator_id != self.group.engine_facilitator_id
        )


@dataclass(frozen=True)
class Aim:
    """One aim, in hundredths: now, before the last change, and as the engine proposed it."""

    label: str
    now: int
    was: int
    engine: int

    @property
    def change(self) -> int:
        return self.now - self.was


@dataclass(frozen=True)
class Relaxing:
    """One rule without which everyone would have a place; `field` of the rules' form, or none."""

    words: str
    field: str


@dataclass(frozen=True)
class Board:
    """All that the workspace shows."""

    columns: list[Column]
    waiting: list[Card]
    total: Aim
    aims: list[Aim]
    gap: str
    stability: str
    relax: list[Relaxing]
    problems: list[str]
    facilitators: list[Enrollment]
    clock: str
    changes: int

    @property
    def placed(self) -> int:
        return sum(len(one.cards) for one in self.columns)

    @property
    def told(self) -> int:
        """How many see their partner when the run is published; the others are asked."""
        return self.placed - sum(len(one.cards) for one in self.asked)

    @property
    def people(self) -> int:
        return self.placed + len(self.waiting)

    @property
    def broken(self) -> int:
        return sum(len(one.problems) for one in self.columns) + len(self.problems)

    @property
    def filled(self) -> list[Column]:
        """The groups that have someone in them."""
        return [one for one in self.columns if one.cards]

    @property
    def asked(self) -> list[Column]:
        """The pairs of peers that are asked before they begin."""
        return [one for one in self.filled if one.is_asked]

    @property
    def without_leader(self) -> list[Column]:
        """The groups that no one will facilitate."""
        return [one for one in self.filled if one.leader is None]


def read_board(run: MatchRun) -> Board:
    """Return the groups of *run* as they stand, judged. Nine queries at the most."""
    cohort = read_cohort(run)
    found, standing = judge_now(run, cohort)
    seats = standing.seats
    facilitators = list(
        Enrollment.objects.filter(pk__in=[one.key for one in cohort.facilitators])
        .select_related("member__unit")
        .order_by("member__sort_key", "pk")
    )
    names = {str(seat.enrollment_id): seat.enrollment.member.name for seat in seats}
    names |= {str(one.pk): one.member.name for one in facilitators}
    last: GroupMove | None = GroupMove.objects.filter(run=run).order_by("-number").first()
    columns = _columns(standing, found, cohort, names)
    changed = len(seats) != run.summary["people"] or _changed(standing, columns)
    return Board(
        columns=columns,
        waiting=[
            Card(
                seat,
                why=waiting_sentence("" if seat.engine_group_id else seat.cause),
                # A pair is what a run made: who waits can only go back into theirs.
                can_move=cohort.pairing is None or seat.engine_group_id is not None,
            )
            for seat in seats
            if seat.group_id is None
        ],
        total=_total(run, found, last),
        aims=_aims(run, found, last, AIM_LABELS if cohort.pairing is None else PEER_AIM_LABELS),
        gap=gap_words(
            run.summary,
            broken=len(said_broken(found, cohort)),
            changed=changed,
        ),
        stability=stability_words(run.summary, changed=changed and run.is_editable),
        relax=[
            Relaxing(
                relax_sentence(one["rule"], one["value"], cohort.rules),
                RELAXED_AT.get(one["rule"], ""),
            )
            for one in run.summary["relax"]
        ],
        problems=[broken_sentence(one, cohort, names) for one in found.broken if one.group is None],
        facilitators=facilitators,
        clock=cohort.clock,
        changes=GroupMove.objects.filter(run=run).count(),
    )


def _changed(standing: Standing, columns: list[Column]) -> bool:
    """Return whether these are other groups than the engine proposed."""
    return any(seat.group_id != seat.engine_group_id for seat in standing.seats) or any(
        one.beside or one.group.facilitator_id != one.group.engine_facilitator_id for one in columns
    )


def _columns(
    standing: Standing,
    found: Grouping,
    cohort: GroupCohort,
    names: Mapping[str, str],
) -> list[Column]:
    cards: dict[UUID, list[Card]] = {}
    for seat in standing.seats:
        if seat.group_id is not None:
            cards.setdefault(seat.group_id, []).append(Card(seat))
    return [
        Column(
            group=proposal,
            cards=cards.get(proposal.pk, []),
            leader=standing.leaders.get(proposal.pk),
            is_led=proposal.pk in standing.led,
            beside=standing.beside.get(proposal.pk, []),
            score=group.score,
            hours=hours_words(group.slots) if group.members and _said(group, cohort) else "",
            problems=_problems(at, found, cohort, names),
            advice=_advice(at, group, found, cohort, names),
        )
        for at, (proposal, group) in enumerate(zip(standing.proposals, found.groups, strict=True))
    ]


def _said(group: Group, cohort: GroupCohort) -> bool:
    """Return whether anyone in the group has said their hours: all week is no answer."""
    slots = slots_of(cohort)
    return any(slots.get(key) for key in (*group.members, group.facilitator) if key)


def _problems(at: int, found: Grouping, cohort: GroupCohort, names: Mapping[str, str]) -> list[str]:
    broken = [one for one in said_broken(found, cohort) if one.group == at]
    return list(dict.fromkeys(broken_sentence(one, cohort, names) for one in broken))


def _advice(
    at: int, group: Group, found: Grouping, cohort: GroupCohort, names: Mapping[str, str]
) -> str:
    """Return whom to ask for other hours, where a group has none in common."""
    if not any(one.group == at and one.rule == "hours" for one in found.broken):
        return ""
    return ask_sentence(whom_to_ask(group.members, group.facilitator, cohort), names)


def _aims(
    run: MatchRun, found: Grouping, last: GroupMove | None, labels: Mapping[str, StrOrPromise]
) -> list[Aim]:
    engine: Mapping[str, float] = run.summary["parts"]
    was: Mapping[str, float] = last.judged["parts"] if last else found.parts
    return [
        Aim(
            str(labels[name]),
            _hundredths(value),
            _hundredths(was.get(name, value)),
            _hundredths(engine.get(name, value)),
        )
        for name, value in found.parts.items()
        if name in labels
    ]


def _total(run: MatchRun, found: Grouping, last: GroupMove | None) -> Aim:
    was = last.judged["total"] if last else judged(run)["total"]
    return Aim("", _hundredths(found.total), _hundredths(was), _hundredths(run.summary["total"]))


def _hundredths(value: float) -> int:
    return round(value * 100)


def group_runs_of(program: Program) -> QuerySet[MatchRun]:
    """Return the program's runs that form groups, the latest first."""
    rows: QuerySet[MatchRun] = MatchRun.objects.light().of_groups().filter(program=program)
    return rows.order_by("-number")


def groups_of(program: Program) -> QuerySet[ProgramGroup]:
    """Return the groups that the program has made, those that go on first. One query."""
    rows: QuerySet[ProgramGroup] = ProgramGroup.objects.filter(program=program).select_related(
        "group"
    )
    return rows.order_by("group__ended_on", "group__name", "pk")
