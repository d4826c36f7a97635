"""A program's people as the engine takes them: one cohort, a handful of queries."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from matching.engine.pairs.cohort import Cohort
from matching.engine.people import Person
from matching.pairs.domain.hard_rules import parting, rules_of
from matching.pairs.domain.several import further_of, gives_several, mentors_left
from matching.pairs.domain.terms import pair_rules, terms_of
from matching.pairs.models import PairRule, Preference, Proposal
from matching.programs.domain.supervision import lines_of
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.signals import pairs_in_question
from networks.models import Exclusion, Tie
from networks.suggestions.domain.seeker import utc_offset


def build_cohort(
    program: Program,
    *,
    method: str,
    seed: int = 0,
    weights: dict[str, float] | None = None,
    worst_off: float | None = None,
) -> Cohort:
    """Return the people of *program* who are to be matched now, with everyone's wishes.

    Protégés who have as many pairs from this program as it gives, with those about which they are asked now, are not
    in it, and their mentors have a place less. Who were asked lately in vain are kept apart for a while. Keys are those of memberships. A lock that a hard rule parts by now is left out. Sixteen queries, whatever
    the number of people, and one for each unit that a rule of the matches names. Raise RulesCross.
    """
    there = list(
        Enrollment.objects.active()
        .filter(program=program)
        .select_related("member__user", "institution")
        .order_by("id")
    )
    paired, load = present_pairs(program)
    asked, waiting, tried = in_question(program)
    members = list({one.member_id for one in there})
    lines = lines_of(members)
    open_to = {
        one.pk: mentors_left(program, paired.get(one.pk, 0)) - asked.get(one.member_id, 0)
        for one in there
        if one.side == Enrollment.Side.PROTEGE
    }
    proteges = [one for one in there if open_to.get(one.pk, 0) > 0]
    mentors = [one for one in there if one.side == Enrollment.Side.MENTOR]
    keys = {one.pk: str(one.member_id) for one in there}
    choices, declined = _preferences(program, keys)
    going_on = _made(program, keys, Tie.State.ACTIVE) if gives_several(program) else set()
    locked, forbidden = _pair_rules(program, {one.pk for one in proteges}, keys)
    terms = terms_of(program, proteges=proteges, mentors=mentors)
    return Cohort(
        proteges=tuple(_person(one, lines) for one in proteges),
        mentors=tuple(
            _person(
                one,
                lines,
                places=room(one, program, load.get(one.pk, 0) + waiting.get(one.member_id, 0)),
            )
            for one in mentors
        ),
        method=method,
        seed=seed,
        weights={name: float(value) for name, value in (weights or program.weights).items()},
        rules=rules_of(program),
        # To raise the weakest pair would give up what was asked.
        worst_off=None if terms else worst_off,
        blocked=tuple(sorted({*declined, *_apart(members)})),
        tied=tuple(sorted(_tied(members))),
        locked=tuple(pair for pair in locked if pair not in going_on),
        # That a pair of the program ended, or a question came to nothing, its directors know: it counts as blocked.
        forbidden=tuple(
            sorted(
                {
                    *forbidden,
                    *_made(program, keys, Tie.State.ENDED),
                    *going_on,
                    *_named(tried, keys),
                }
            )
        ),
        proteges_left_out=tuple(keys[one.pk] for one in proteges if one.left_out),
        mentors_left_out=tuple(keys[one.pk] for one in mentors if one.left_out),
        protege_choices={keys[one.pk]: choices.get(one.pk, ()) for one in proteges},
        mentor_choices={keys[one.pk]: choices.get(one.pk, ()) for one in mentors},
        terms=terms,
        wanted=further_of(open_to, keys, proteges),
        having={keys[one.pk]: paired[one.pk] for one in proteges if one.pk in paired},
    )


def in_question(
    program: Program,
) -> tuple[dict[UUID, int], dict[UUID, int], set[tuple[UUID, UUID]]]:
    """Return what questions to two people say; see `signals.pairs_in_question`."""
    answers: list[Any] = pairs_in_question.send(sender=Program, program=program)
    return answers[0][1] if answers else ({}, {}, set())


def _named(pairs: set[tuple[UUID, UUID]], keys: dict[UUID, str]) -> set[tuple[str, str]]:
    here = {*keys.values()}
    found = {(str(one), str(other)) for one, other in pairs}
    return {(one, other) for one, other in found if one in here and other in here}


def present_pairs(program: Program) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return how many pairs protégés have now, and mentors, by their enrollment; who has none is not there."""
    rows = Proposal.objects.filter(
        run__program=program, tie__state=Tie.State.ACTIVE, mentor__isnull=False
    ).values_list("protege_id", "mentor_id")
    pairs = set(rows)
    return (
        dict(Counter(protege for protege, _mentor in pairs)),
        dict(Counter(mentor for _protege, mentor in pairs)),
    )


def room(mentor: Enrollment, program: Program, load: int) -> int:
    """Return the places that a mentor has left in *program* beside the pairs that there are."""
    return max(0, min(mentor.places, program.places_a_mentor) - load)


def _person(
    enrollment: Enrollment, lines: dict[UUID, tuple[str, ...]], *, places: int = 1
) -> Person:
    member = enrollment.member
    zone = member.user.zone_at(enrollment.institution)
    return Person(
        key=str(member.pk),
        rank=member.rank,
        unit=str(member.unit_id or ""),
        areas={area: int(priority) for area, priority in enrollment.areas.items()},
        roles=tuple(enrollment.roles),
        terms=tuple(enrollment.expertise),
        text=enrollment.goals,
        modes=tuple(enrollment.modes),
        languages=tuple(language.casefold() for language in enrollment.languages),
        utc_offset=utc_offset(zone, at=enrollment.enrolled_at),
        above=lines.get(member.pk, ()),
        capacity=places,
        rank_wish=enrollment.rank_wish,
    )


def _preferences(
    program: Program, keys: dict[UUID, str]
) -> tuple[dict[UUID, tuple[str, ...]], set[tuple[str, str]]]:
    """Choices by enrollment, best first; and the declined pairs, protégé first."""
    rows = (
        Preference.objects.filter(enrollment__program=program)
        .order_by("rank")
        .values_list("enrollment_id", "enrollment__side", "chosen_id", "rank")
    )
    choices: dict[UUID, list[str]] = {}
    declined: set[tuple[str, str]] = set()
    for enrollment, side, chosen, rank in rows:
        if enrollment not in keys or chosen not in keys:
            continue
        if rank is not None:
            choices.setdefault(enrollment, []).append(keys[chosen])
        elif side == Enrollment.Side.PROTEGE:
            declined.add((keys[enrollment], keys[chosen]))
        else:
            declined.add((keys[chosen], keys[enrollment]))
    return {key: tuple(named) for key, named in choices.items()}, declined


def _apart(members: list[UUID]) -> set[tuple[str, str]]:
    """Return pairs of whom one does not want to meet the other here, both ways round."""
    rows = Exclusion.objects.filter(owner__in=members, other__in=members)
    pairs = {(str(one), str(other)) for one, other in rows.values_list("owner_id", "other_id")}
    return pairs | {(other, one) for one, other in pairs}


def _tied(members: list[UUID]) -> set[tuple[str, str]]:
    rows = Tie.objects.open().filter(protege__in=members, mentor__in=members)
    pairs = {(str(one), str(other)) for one, other in rows.values_list("protege_id", "mentor_id")}
    return pairs | {(other, one) for one, other in pairs}


def _made(program: Program, keys: dict[UUID, str], state: str) -> set[tuple[str, str]]:
    """Return pairs that this program made and that go on, or have ended: a new try is with someone else."""
    rows = Proposal.objects.filter(run__program=program, tie__state=state)
    return {
        (keys[protege], keys[mentor])
        for protege, mentor in rows.values_list("protege_id", "mentor_id")
        if protege in keys and mentor in keys
    }


def _pair_rules(
    program: Program, proteges: set[UUID], keys: dict[UUID, str]
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[str, list[tuple[str, str]]] = {"lock": [], "forbid": []}
    rows = [
        one for one in pair_rules(program) if one.protege_id in proteges and one.mentor_id in keys
    ]
    locked = [one for one in rows if one.kind == PairRule.Kind.LOCK]
    parted = parting(program, [(one.protege.member, one.mentor.member) for one in locked])
    for one in rows:
        if (one.protege.member_id, one.mentor.member_id) not in parted or one not in locked:
            found[one.kind].append((keys[one.protege_id], keys[one.mentor_id]))
    return tuple(sorted(found["lock"])), tuple(sorted(found["forbid"]))
