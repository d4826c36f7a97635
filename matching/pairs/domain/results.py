"""What came out of a run, as its director looks at it: a handful of queries for any number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from matching.pairs.domain.asked_of_run import Asked, asked_of_run
from matching.pairs.domain.explanations import cause_sentences, pair_reasons
from matching.pairs.domain.rule_words import said
from matching.pairs.models import PairRule, Proposal
from matching.programs.domain.supervision import lines_of
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from profiles.models import Membership
from profiles.own_words import RANK
from profiles.vocabulary import standards_now

SCORE_BINS = 10


@dataclass(frozen=True)
class Row:
    """One protégé of a run: with the mentor and the reasons, or with the causes."""

    proposal: Proposal
    reasons: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    rule: PairRule | None = None
    conflict: bool = False
    is_further: bool = False


@dataclass(frozen=True)
class Bar:
    """One line of a chart: the label, its value, and the whole that it is measured against."""

    label: str
    value: int
    whole: int
    text: str = ""


@dataclass(frozen=True)
class Load:
    mentor: Enrollment
    taken: int
    places: int

    @property
    def full(self) -> bool:
        return self.taken >= self.places


@dataclass(frozen=True)
class Result:
    """All that the page of a run shows. `more` are further mentors that people could have who have one."""

    pairs: list[Row]
    unmatched: list[Row]
    more: list[Row]
    mean: float
    lowest: float
    choices: list[Bar]
    scores: list[Bar]
    loads: list[Load]
    ranks: list[Bar]
    units: list[Bar]
    changed: int
    asked: int
    rules: list[Asked]
    blocking: list[tuple[str, str]]

    @property
    def matched(self) -> int:
        """Return how many mentees have a mentor in the run."""
        return len({row.proposal.protege_id for row in self.pairs})

    @property
    def proteges(self) -> int:
        return self.matched + len(self.unmatched)

    @property
    def ruled(self) -> bool:
        """Return whether any pair was made whatever anyone said in confidence."""
        return any(row.proposal.source == Proposal.Source.RULED for row in self.pairs)


def read_result(run: MatchRun) -> Result:
    """Return everything about the run's proposals. Five queries, and one for the names in its rules."""
    proposals = list(
        Proposal.objects.filter(run=run)
        .select_related("protege__member__unit", "mentor__member__unit", "engine_mentor__member")
        .order_by("protege__member__sort_key", "protege_id", "nth", "pk")
    )
    names = _names(run, proposals)
    rules = {
        (rule.protege_id, rule.mentor_id): rule
        for rule in PairRule.objects.filter(program=run.program_id)
    }
    conflicts = _conflicts(run, proposals)
    limits = [said(one) for one in run.rules.get("asked", ()) if one["kind"] == "limit"]
    pairs = [
        Row(
            one,
            reasons=pair_reasons(
                one.protege, one.mentor, parts=one.parts, choice=one.choice, weights=run.weights
            ),
            rule=rules.get((one.protege_id, one.mentor_id)),
            conflict=one.pk in conflicts,
        )
        for one in proposals
        if one.mentor is not None
    ]
    paired = {one.protege_id for one in proposals if one.mentor is not None}
    free = [
        (one, cause_sentences(one.cause, names, limits=limits))
        for one in proposals
        if one.mentor is None
    ]
    unmatched = [
        Row(one, causes=causes or [_("Removed from their pair by a director.")])
        for one, causes in free
        if is_waiting(one, paired)
    ]
    scores = [row.proposal.score for row in pairs if row.proposal.score is not None]
    return Result(
        pairs=pairs,
        unmatched=unmatched,
        more=[
            Row(one, causes=causes, is_further=True)
            for one, causes in free
            if not is_waiting(one, paired)
        ],
        mean=sum(scores) / len(scores) if scores else 0.0,
        lowest=min(scores, default=0.0),
        choices=_choices(run, pairs),
        scores=_histogram(scores),
        loads=_loads(run, pairs),
        ranks=_shares_of_ranks(proposals),
        units=_shares(
            proposals,
            lambda one: one.protege.member.unit.name if one.protege.member.unit else _("No unit"),
        ),
        blocking=[
            (names.get(one, ""), names.get(other, ""))
            for one, other in run.summary.get("blocking_pairs", ())
        ],
        changed=sum(one.source == Proposal.Source.MANUAL for one in proposals),
        rules=asked_of_run(run, proposals),
        asked=sum(one.cause.get("cause") == "asked" for one in proposals),
    )


def is_waiting(proposal: Proposal, paired: Collection[UUID]) -> bool:
    """Return whether who has no mentor in *proposal* has none at all; *paired* have one in its run."""
    return proposal.nth == 1 and proposal.protege_id not in paired


def _names(run: MatchRun, proposals: list[Proposal]) -> dict[str, str]:
    """Names of those of whom the causes and the blocking pairs speak. One query."""
    keys = {key for pair in run.summary.get("blocking_pairs", ()) for key in pair}
    for one in proposals:
        if one.mentor_id is None:
            if mentor := one.cause.get("mentor"):
                keys.add(mentor)
            for loss in one.cause.get("losses", ()):
                keys |= {loss["mentor"], *loss["holders"]}
            if mentor := one.cause.get("change", {}).get("mentor"):
                keys.add(mentor)
    people = Membership.objects.filter(pk__in=keys).only("given_name", "family_name")
    return {str(person.pk): person.name for person in people}


def _conflicts(run: MatchRun, proposals: list[Proposal]) -> set[UUID]:
    """Return the pairs of whom one is above the other: a conflict of interest, which is always shown [P, L].

    No query where the run parted the whole line of supervision.
    """
    if run.rules.get("supervision_depth") == Program.Line.WHOLE and not any(
        one.source != Proposal.Source.ENGINE for one in proposals
    ):
        return set()
    paired = [
        (one.pk, one.protege.member_id, one.mentor.member_id)
        for one in proposals
        if one.mentor is not None
    ]
    lines = lines_of(list({member for _, *both in paired for member in both}))
    return {
        key
        for key, protege, mentor in paired
        if str(mentor) in lines.get(protege, ()) or str(protege) in lines.get(mentor, ())
    }


def _choices(run: MatchRun, pairs: list[Row]) -> list[Bar]:
    """Return how many got their first choice, their second, …, one whom they had not named."""
    counts = Counter(row.proposal.choice for row in pairs)
    most = max((choice for choice in counts if choice), default=0)
    whole = len(pairs)
    bars = [
        Bar(_("Choice %(number)d") % {"number": number}, counts.get(number, 0), whole)
        for number in range(1, most + 1)
    ]
    return [*bars, Bar(_("Not on their list, or no list"), counts.get(None, 0), whole)]


def _histogram(scores: list[float]) -> list[Bar]:
    counts = Counter(min(int(score * SCORE_BINS), SCORE_BINS - 1) for score in scores)
    if not counts:
        return []
    return [
        Bar(
            f"{number_format(at / SCORE_BINS, 2)}–{number_format((at + 1) / SCORE_BINS, 2)}",
            counts.get(at, 0),
            len(scores),
        )
        for at in range(min(counts), max(counts) + 1)
    ]


def _loads(run: MatchRun, pairs: list[Row]) -> list[Load]:
    taken = Counter(row.proposal.mentor_id for row in pairs)
    mentors = (
        Enrollment.objects.mentors()
        .filter(program=run.program_id)
        .select_related("member__unit", "program")
        .order_by("member__sort_key", "pk")
    )
    return [
        Load(one, taken.get(one.pk, 0), min(one.places, one.program.places_a_mentor))
        for one in mentors
        if one.is_active or one.pk in taken
    ]


def _shares(proposals: list[Proposal], label_of: Any, order: Any = None) -> list[Bar]:
    """Of each group of protégés, how many have a mentor: whoever is left behind shows here."""
    people = {one.protege_id: one for one in proposals}
    whole = Counter(label_of(one) for one in people.values())
    paired = {one.protege_id: one for one in proposals if one.mentor_id}
    matched = Counter(label_of(one) for one in paired.values())
    return [Bar(label, matched[label], whole[label]) for label in sorted(whole, key=order)]


def _shares_of_ranks(proposals: list[Proposal]) -> list[Bar]:
    """Return the shares by rank, in the institution's order; last who is from outside and has none."""
    names = {**dict(standards_now(RANK, retired=True)), "": _("No rank")}
    places = {name: place for place, name in enumerate(names.values())}
    return _shares(proposals, lambda one: names[one.protege.member.rank], places.__getitem__)


@dataclass(frozen=True)
class Difference:
    """One protégé whose pair differs between two runs."""

    protege: Enrollment
    one: list[Proposal]
    other: list[Proposal]


def differences(one: MatchRun, other: MatchRun) -> list[Difference]:
    """Return the protégés who have not the same mentor in both runs, by name. Two queries."""
    sides = []
    for run in (one, other):
        rows = Proposal.objects.filter(run=run).select_related("protege__member", "mentor__member")
        of_protege: dict[UUID, list[Proposal]] = {}
        for row in rows.order_by("nth", "pk"):
            of_protege.setdefault(row.protege_id, []).append(row)
        sides.append(of_protege)
    found = []
    for key in sides[0].keys() | sides[1].keys():
        both = [[row for row in side.get(key, ()) if row.mentor_id is not None] for side in sides]
        if len({frozenset(row.mentor_id for row in mine) for mine in both}) > 1:
            anyone = next(side[key][0] for side in sides if side.get(key))
            found.append(Difference(anyone.protege, *both))
    return sorted(found, key=lambda row: (row.protege.member.sort_key, str(row.protege.pk)))
