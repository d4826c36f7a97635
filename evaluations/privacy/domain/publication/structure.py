"""How groups of people add up to each other, from nothing but who belongs to which. Pure.

A person's groups are a tuple of keys: "institution:", the units from the top one down to their own
("unit:…"), the people directly in that ("own:…"), "rank:…", "track:…", and a "program:…" and
"cohort:…" for each program that they are in. What can be worked out by subtraction is a group as
well: "rest:…", everyone who is not in a program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import cached_property

from evaluations.privacy.domain.suppression import Figure, Suppression, hide

WHOLE = "institution:"
UNIT, OWN, RANK, TRACK = "unit:", "own:", "rank:", "track:"
PROGRAM, REST, COHORT = "program:", "rest:", "cohort:"

Groups = tuple[str, ...]
Family = Mapping[Hashable, Hashable | None]


class Structure:
    """The groups of a population, given how many people belong to each combination of groups."""

    def __init__(self, signatures: Mapping[Groups, int], programs: Iterable[str] = ()) -> None:
        self.signatures = {groups: count for groups, count in signatures.items() if groups}
        named = {one for groups in self.signatures for one in groups if one.startswith(PROGRAM)}
        self.programs = sorted(named | set(programs))

    @cached_property
    def sizes(self) -> Counter[str]:
        """How many people each group has."""
        found: Counter[str] = Counter()
        for groups, count in self.signatures.items():
            for one in self.all_of(groups):
                found[one] += count
        return found

    def all_of(self, groups: Groups) -> frozenset[str]:
        """Return the groups of one person, with those that can be worked out; none of no one's."""
        if not groups:
            return frozenset()
        inside = frozenset(groups)
        return inside | {REST + one[len(PROGRAM) :] for one in self.programs if one not in inside}

    @cached_property
    def families(self) -> list[Family]:
        """What adds up to what: one family for each way of dividing everyone."""
        units: dict[Hashable, Hashable | None] = {WHOLE: None}
        ranks: dict[Hashable, Hashable | None] = {WHOLE: None}
        tracks: dict[Hashable, Hashable | None] = {WHOLE: None}
        cohorts: dict[str, set[str]] = {one: set() for one in self.programs}
        for groups in self.signatures:
            above = WHOLE
            for unit in units_of(groups):
                units[unit] = above
                above = unit
            ranks |= {one: WHOLE for one in groups if one.startswith(RANK)}
            tracks |= {one: WHOLE for one in groups if one.startswith(TRACK)}
            for one in groups:
                if one.startswith(COHORT):
                    cohorts[program_of(one)].add(one)
        found: list[Family] = [units, ranks, tracks]
        for one in self.programs:
            family: dict[Hashable, Hashable | None] = {WHOLE: None, one: WHOLE}
            family[REST + one[len(PROGRAM) :]] = WHOLE
            family |= dict.fromkeys(cohorts[one], one)
            found.append(family)
        return found

    @cached_property
    def split_units(self) -> frozenset[str]:
        """Units of which some people are counted under another parent than the others."""
        above: dict[str, set[str]] = {}
        for groups in self.signatures:
            before = WHOLE
            for unit in units_of(groups):
                above.setdefault(unit, set()).add(before)
                before = unit
        return frozenset(unit for unit, parents in above.items() if len(parents) > 1)

    def hide(
        self,
        counts: Mapping[str, int],
        of: Mapping[str, int],
        *,
        threshold: int,
        hidden: Collection[Hashable] = (),
        known: Collection[Hashable] = (),
        sizes: bool = False,
    ) -> Suppression:
        """Return what to hide of one column over all groups; a family at a time, the whole in each."""
        return hide_over(
            self.families,
            counts,
            of,
            threshold=threshold,
            hidden=hidden,
            known=known,
            sizes=sizes,
        )

    def keys_of(self, groups: Groups, hidden: Collection[Hashable]) -> frozenset[str]:
        """Return the figures of which a person moves something that can be read.

        Of what is hidden below a shown group, that is the sum over all of it: a pool.
        """
        if not groups:
            return frozenset()
        found: set[str] = set()
        self._walk([WHOLE, *units_of(groups)], "unit", hidden, found)
        for kind in (RANK, TRACK):
            self._walk(
                [WHOLE, *(one for one in groups if one.startswith(kind))], kind, hidden, found
            )
        cohorts = {program_of(one): one for one in groups if one.startswith(COHORT)}
        for one in self.programs:
            if one in groups:
                below = [cohorts[one]] if one in cohorts else []
                self._walk([WHOLE, one, *below], one, hidden, found)
            else:
                self._walk([WHOLE, REST + one[len(PROGRAM) :]], one, hidden, found)
        return frozenset(found)

    @staticmethod
    def _walk(
        path: Iterable[str], family: str, hidden: Collection[Hashable], found: set[str]
    ) -> None:
        above = ""
        for one in path:
            if one in hidden:
                found.add(f"pool:{family}:{above}")
                return
            found.add(one)
            above = one


def units_of(groups: Groups) -> list[str]:
    """A person's units, from the top one down to their own, and themselves directly in it."""
    return [one for one in groups if one.startswith((UNIT, OWN))]


def program_of(cohort: str) -> str:
    """Return the program of a cohort: its key is the program's without dashes, a dash and a year."""
    key = cohort[len(COHORT) :].partition("-")[0]
    return f"{PROGRAM}{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def hide_over(
    families: Iterable[Family],
    counts: Mapping[str, int],
    of: Mapping[str, int],
    *,
    threshold: int,
    hidden: Collection[Hashable] = (),
    known: Collection[Hashable] = (),
    sizes: bool = False,
) -> Suppression:
    """Return what to hide of one column, a family at a time; the whole is in each."""
    suppressed: frozenset[Hashable] = frozenset()
    uncovered: frozenset[Hashable] = frozenset()
    for parents in families:
        figures = [
            Figure(group, parent, counts.get(str(group), 0), of.get(str(group), 0))
            for group, parent in parents.items()
        ]
        found = hide(figures, threshold=threshold, hidden=hidden, known=known, sizes=sizes)
        suppressed |= found.suppressed
        uncovered |= found.uncovered
    return Suppression(suppressed, uncovered)
