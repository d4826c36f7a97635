"""What a director asks of a program's matches, for a run and for its publication: one way from rows to terms.

Pairs of earlier runs count: a mentor who has a mentee lacks one less, and a limit has as many less to give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from matching.engine.pairs.asked import MENTORS, PROTEGES
from matching.engine.pairs.cohort import Cohort
from matching.engine.pairs.terms import Limit, Reserved, Terms, Verdict, verdict
from matching.pairs.domain.hard_rules import Pair, parting
from matching.pairs.domain.rule_words import said
from matching.pairs.errors import RulesCross
from matching.pairs.models import MatchRule, PairRule, Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.models import Tie
from profiles.institution.domain.unit_paths import units_below
from profiles.models import Membership

Kind, Side = MatchRule.Kind, Enrollment.Side
Fact = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The people of one unit, with all below it, of one track, or of the one who are in the other.

    Without units it is everyone of the track; without a track everyone of the units.
    """

    units: frozenset[UUID]
    track: str

    def has(self, member: Membership) -> bool:
        """Return whether *member* is one of them."""
        in_unit = not self.units or member.unit_id in self.units
        return in_unit and (not self.track or member.track == self.track)

    def shares(self, other: Group) -> bool:
        """Return whether someone can be in both, by units and tracks alone."""
        units = not self.units or not other.units or bool(self.units & other.units)
        return units and (not self.track or not other.track or self.track == other.track)


def group_of(rule: MatchRule) -> Group:
    """Return whom *rule* is about. One query for a unit."""
    units = units_below(rule.institution, [rule.unit_id]) if rule.unit_id else ()
    return Group(frozenset(units), rule.track)


def rows_of(program: Program) -> list[MatchRule]:
    """Return what is asked of the matches of *program*. One query."""
    rows = MatchRule.objects.filter(program=program)
    return list(
        rows.select_related("unit", "institution", "protege__member", "mentor__member").order_by(
            "created_at", "pk"
        )
    )


def terms_of(
    program: Program, *, proteges: Sequence[Enrollment], mentors: Sequence[Enrollment]
) -> Terms:
    """Return what *program* asks of pairs of these people. One query where nothing is asked.

    Raise RulesCross where two limits of one side have someone in common.
    """
    rows = rows_of(program)
    if not rows:
        return Terms()
    made = present(program)
    of_kind = {kind: [one for one in rows if one.kind == kind] for kind in Kind.values}
    groups = {one.pk: group_of(one) for one in rows if one.unit_id or one.track}
    check_limits_apart(of_kind[Kind.LIMIT], groups, [*proteges, *mentors])
    kinds, reserved = _reserved(of_kind[Kind.RESERVED], groups, proteges, mentors, made)
    there = {one.pk for one in proteges}
    prefer = [one for one in of_kind[Kind.PREFER] if one.protege_id in there]
    return Terms(
        minimums=_minimums(of_kind[Kind.MINIMUM], mentors, made),
        even=bool(of_kind[Kind.EVEN]),
        loads=_loads(mentors, made) if of_kind[Kind.EVEN] else {},
        limits=tuple(
            _limit(one, groups[one.pk], proteges, mentors, made) for one in of_kind[Kind.LIMIT]
        ),
        kinds=kinds,
        reserved=reserved,
        prefer=tuple(
            (str(one.protege.member_id), str(one.mentor.member_id))
            for one in prefer
            if one.protege is not None and one.mentor is not None
        ),
    )


def present(program: Program) -> list[tuple[Enrollment, Enrollment]]:
    rows = Proposal.objects.filter(
        run__program=program, tie__state=Tie.State.ACTIVE, mentor__isnull=False
    ).select_related("protege__member", "mentor__member")
    pairs = {
        (one.protege_id, one.mentor_id): (one.protege, one.mentor)
        for one in rows
        if one.mentor is not None
    }
    return [*pairs.values()]


def _minimums(
    rows: list[MatchRule], mentors: Sequence[Enrollment], made: list[tuple[Enrollment, Enrollment]]
) -> dict[str, int]:
    least = max((one.least for one in rows), default=0)
    has = _loads(mentors, made)
    lacks = {
        key: least - has.get(key, 0)
        for key in (str(one.member_id) for one in mentors if not one.left_out)
    }
    return {key: count for key, count in lacks.items() if count > 0}


def _loads(
    mentors: Sequence[Enrollment], made: list[tuple[Enrollment, Enrollment]]
) -> dict[str, int]:
    """Return how many mentees mentors have from earlier runs; those who have none are not in it."""
    here = {one.pk for one in mentors}
    return dict(Counter(str(mentor.member_id) for _one, mentor in made if mentor.pk in here))


def _limit(
    rule: MatchRule,
    group: Group,
    proteges: Sequence[Enrollment],
    mentors: Sequence[Enrollment],
    made: list[tuple[Enrollment, Enrollment]],
) -> Limit:
    of_proteges = rule.side == Side.PROTEGE
    people = proteges if of_proteges else mentors
    before = sum(group.has((one if of_proteges else other).member) for one, other in made)
    return Limit(
        side=PROTEGES if of_proteges else MENTORS,
        members=tuple(str(one.member_id) for one in people if group.has(one.member)),
        least=max(0, rule.least - before),
        most=None if rule.most is None else max(0, rule.most - before),
    )


def _reserved(
    rows: list[MatchRule],
    groups: dict[UUID, Group],
    proteges: Sequence[Enrollment],
    mentors: Sequence[Enrollment],
    made: list[tuple[Enrollment, Enrollment]],
) -> tuple[dict[str, int], tuple[Reserved, ...]]:
    """Return each protégé's kind, the first that fits, and what mentors have left for each."""
    numbers: dict[Group, int] = {}
    kept: dict[tuple[str, int], int] = {}
    for rule in rows:
        group = groups[rule.pk]
        kind = numbers.setdefault(group, len(numbers))
        used = Counter(other.pk for one, other in made if group.has(one.member))
        for mentor in mentors:
            if rule.mentor_id in (None, mentor.pk):
                key = (str(mentor.member_id), kind)
                kept[key] = max(kept.get(key, 0), rule.least - used[mentor.pk])
    kinds = {}
    for one in proteges:
        own = next((at for group, at in numbers.items() if group.has(one.member)), None)
        if own is not None:
            kinds[str(one.member_id)] = own
    places = tuple(Reserved(key, kind, count) for (key, kind), count in kept.items() if count > 0)
    return kinds, places


def check_limits_apart(
    rows: Sequence[MatchRule], groups: dict[UUID, Group], people: Iterable[Enrollment]
) -> None:
    """Raise RulesCross, which names both, where two limits of one side are about the same person."""
    seen: dict[tuple[str, UUID], MatchRule] = {}
    there = list(people)
    for rule in rows:
        group = groups[rule.pk]
        for one in there:
            if one.side != rule.side or not group.has(one.member):
                continue
            before = seen.setdefault((rule.side, one.member_id), rule)
            if before is not rule:
                raise RulesCross(
                    _(
                        "%(one)s, and %(other)s: some people are in both. Change or remove one of the two."
                    )
                    % {"one": said(fact_of(before)), "other": said(fact_of(rule))}
                )


def fact_of(rule: MatchRule) -> Fact:
    """Return *rule* as plain data that a run keeps: people by key, the unit by its name of today."""
    return {
        "kind": rule.kind,
        "side": rule.side,
        "unit": rule.unit.name if rule.unit else "",
        "track": rule.track,
        "least": rule.least,
        "most": rule.most,
        "protege": str(rule.protege.member_id) if rule.protege else "",
        "mentor": str(rule.mentor.member_id) if rule.mentor else "",
    }


def facts_of(program: Program) -> list[Fact]:
    """Return all that is asked of the matches of *program* now, with pairs that must be and must not. Five queries."""
    found = [fact_of(one) for one in rows_of(program)]
    pairs = list(pair_rules(program))
    locked: list[Pair] = [
        (one.protege.member, one.mentor.member) for one in pairs if one.kind == PairRule.Kind.LOCK
    ]
    parted = parting(program, locked)
    for one in pairs:
        two = (one.protege.member_id, one.mentor.member_id)
        found.append(
            {
                "kind": one.kind,
                "protege": str(two[0]),
                "mentor": str(two[1]),
                "parted": parted.get(two, "") if one.kind == PairRule.Kind.LOCK else "",
            }
        )
    return found


def pair_rules(program: Program) -> Any:
    """Return the pairs that must be and must not, by name. One query."""
    rows = PairRule.objects.filter(program=program)
    rows = rows.select_related("institution", "protege__member", "mentor__member")
    return rows.order_by("kind", "protege__member__sort_key", "pk")


def verdict_of(given: Cohort, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what *pairs* of keys, proposed by a run or changed since, lack of what was asked; as JSON."""
    if not given.terms:
        return {}
    return _plain(verdict(given.terms, given.proteges, given.mentors, pairs))


def _plain(found: Verdict) -> dict[str, Any]:
    return {
        "short": found.short,
        "limits_short": {str(at): count for at, count in found.limits_short.items()},
        "limits_over": {str(at): count for at, count in found.limits_over.items()},
        "reserved_used": list(found.reserved_used),
    }
