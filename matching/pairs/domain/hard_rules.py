"""Which hard rules part two people now, by what a director may know.

One place for all who make pairs: the changes that a director makes to a run, what is put back, locks, the publication,
and pairs that are proposed by name. What people said in confidence is not among these rules: it refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.people import Person, instance
from matching.engine.scoring import Rule, Rules, causes_of
from matching.pairs.models import PairRule
from matching.programs.domain.supervision import lines_of
from matching.programs.models import Program
from profiles.models import Membership

Pair = tuple[Membership, Membership]
SUPERVISION, RANK, UNIT = "supervision", "rank", "unit"
SUPERVISOR, FORBIDDEN = "supervisor", "forbidden"
TOLD = 10

_KNOWN = {
    Rule.SUPERVISION: SUPERVISION,
    Rule.RANK: RANK,
    Rule.UNIT: UNIT,
    Rule.SUPERVISOR: SUPERVISOR,
}
_SAID = {
    SUPERVISION: gettext_lazy(
        "%(mentee)s and %(mentor)s: one supervises the other, directly or through others."
    ),
    RANK: gettext_lazy("%(mentee)s and %(mentor)s: the program’s rule on ranks rules it out."),
    UNIT: gettext_lazy("%(mentee)s and %(mentor)s are in the same unit."),
    SUPERVISOR: gettext_lazy("%(mentee)s and %(mentor)s have the same supervisor."),
    FORBIDDEN: gettext_lazy("%(mentee)s and %(mentor)s: a director blocked this pair."),
}


def rules_of(program: Program) -> Rules:
    """Return the program's hard rules as the engine takes them."""
    return Rules(
        supervision_depth=program.supervision_depth or None,
        min_steps=program.min_steps,
        max_steps=program.max_steps,
        same_unit=program.same_unit,
        same_supervisor=program.same_supervisor,
    )


def parting(program: Program, pairs: Sequence[Pair]) -> dict[tuple[UUID, UUID], str]:
    """Return the first rule that parts each of *pairs* (mentee, mentor) now, by their keys. Two queries."""
    if not pairs:
        return {}
    keys = {(one.pk, other.pk) for one, other in pairs}
    blocked = PairRule.objects.filter(
        program=program,
        kind=PairRule.Kind.FORBID,
        protege__member__in={one for one, _other in keys},
    ).values_list("protege__member_id", "mentor__member_id")
    found = _by_rules(program, pairs)
    found |= {pair: FORBIDDEN for pair in blocked if pair in keys and pair not in found}
    return found


def _by_rules(program: Program, pairs: Sequence[Pair]) -> dict[tuple[UUID, UUID], str]:
    mentees = {one.pk: one for one, _other in pairs}
    mentors = {other.pk: other for _one, other in pairs}
    lines = lines_of([*{*mentees, *mentors}])
    there = instance(_people(mentees.values(), lines), _people(mentors.values(), lines))
    cols = {key: at for at, key in enumerate(mentors)}
    of_mentee: dict[UUID, list[UUID]] = {}
    for one, other in pairs:
        of_mentee.setdefault(one.pk, []).append(other.pk)
    rules, found = rules_of(program), {}
    for row, mentee in enumerate(mentees):
        causes = causes_of(there, rules, row)[:, list(_KNOWN)]
        for mentor in of_mentee.get(mentee, ()):
            mine = causes[cols[mentor]]
            if mine.any():
                found[mentee, mentor] = [*_KNOWN.values()][int(np.argmax(mine))]
    return found


def _people(members: Iterable[Membership], lines: dict[UUID, tuple[str, ...]]) -> list[Person]:
    return [
        Person(
            key=str(one.pk),
            rank=one.rank,
            unit=str(one.unit_id or ""),
            above=lines.get(one.pk, ()),
        )
        for one in members
    ]


def sentences(program: Program, pairs: Sequence[Pair]) -> list[str]:
    """Return what parts these pairs now, a sentence a pair, and what to do; nothing where nothing does."""
    parted = parting(program, pairs)
    said = [
        str(_SAID[parted[one.pk, other.pk]]) % {"mentee": one.name, "mentor": other.name}
        for one, other in pairs
        if (one.pk, other.pk) in parted
    ]
    if not said:
        return []
    more = len(said) - TOLD
    tail = [
        ngettext("%(count)d more pair like this.", "%(count)d more pairs like this.", more)
        % {"count": more}
    ]
    return [
        *said[:TOLD],
        *(tail if more > 0 else []),
        _("Choose another mentor for them, or change the rule in the program."),
    ]
