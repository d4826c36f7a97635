"""An institution in memory: people, what is so of them, what is published; and a reader who attacks.

The attacker is given more than any reader has: the groups of each person as published, whose
changes each publication has taken in, and every figure that was ever shown. What is so of a person
is unknown; one unknown for each state of it that was published.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from evaluations.privacy.domain.publication.batches import exposed_columns
from evaluations.privacy.domain.publication.measures import ALL_PEOPLE, WITHIN, column
from evaluations.privacy.domain.publication.states import Change, Facts, Known, Publication
from evaluations.privacy.domain.publication.steps import publish_first, publish_next
from evaluations.privacy.domain.publication.structure import Groups, Structure

RANKS = ("instructor", "assistant", "associate", "full")
COLUMNS = ("with_mentor|", "with_network|", "with_peer|", "offering|")
START = date(2026, 3, 1)
NEED = column("demand", "role:sponsor")


@dataclass
class Town:
    """Everybody, by name: the groups that they are in and what is so of them."""

    chance: random.Random
    threshold: int = 5
    people: dict[str, tuple[Groups, Facts]] = field(default_factory=dict)
    published: dict[str, Known] = field(default_factory=dict)
    shown: list[Publication] = field(default_factory=list)
    states: list[dict[str, Known]] = field(default_factory=list)

    @property
    def latest(self) -> Publication:
        return self.shown[-1]

    def publish(self, *, weeks: int = 1) -> Publication:
        """Publish what may be published a few weeks later."""
        if not self.shown:
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            structure = Structure(self.signatures(self.people_known()))
            for groups, facts in self.people.values():
                for name, count in facts.items():
                    for group in structure.all_of(groups):
                        counts[name][group] += count
            self.published = self.people_known()
            made = publish_first(
                self.signatures(self.published), counts, day=START, threshold=self.threshold
            )
        else:
            step = publish_next(
                self.latest,
                signatures=self.signatures(self.published),
                changes=self.changes(),
                day=self.latest.day + timedelta(weeks=weeks),
                threshold=self.threshold,
            )
            self.published |= step.taken
            made = step.publication
        self.shown.append(made)
        self.states.append(dict(self.published))
        return made

    def people_known(self) -> dict[str, Known]:
        return {name: Known(groups, facts) for name, (groups, facts) in self.people.items()}

    @staticmethod
    def signatures(known: dict[str, Known]) -> Counter[Groups]:
        return Counter(one.groups for one in known.values() if one.groups)

    def changes(self) -> list[Change]:
        found = []
        for name in sorted({*self.people, *self.published}):
            before = self.published.get(name)
            groups, facts = self.people.get(name, ((), {}))
            if before is None or (before.groups, dict(before.facts)) != (groups, dict(facts)):
                found.append(Change(name, before, groups, facts))
        return found

    def copy(self) -> Town:
        return replace(
            self,
            people=dict(self.people),
            published=dict(self.published),
            shown=list(self.shown),
            states=list(self.states),
        )


def found_town(seed: int, *, size: int = 0) -> Town:
    """An institution drawn by *seed*: units of units, ranks, tracks, programs with cohorts."""
    chance = random.Random(seed)
    town = Town(chance)
    schools = chance.randint(1, 3)
    units = [
        (f"unit:{school}", f"unit:{school}.{part}")
        for school in range(schools)
        for part in range(chance.randint(1, 4))
    ]
    programs = [f"program:{number:08x}-0000-0000-0000-000000000000" for number in range(2)]
    for number in range(size or chance.randint(60, 220)):
        town.people[f"p{number:04}"] = draw_person(chance, units, programs)
    return town


def draw_person(
    chance: random.Random, units: list[tuple[str, str]], programs: list[str]
) -> tuple[Groups, Facts]:
    school, part = chance.choice(units)
    chain = (school, part) if chance.random() < 0.9 else (school,)
    own = "own:" + chain[-1].removeprefix("unit:")
    track = chance.choice(("", "clinical"))
    groups = ["institution:", *chain, own, f"rank:{chance.choice(RANKS)}", f"track:{track}"]
    for program in programs:
        if chance.random() < 0.25:
            year = chance.choice((2025, 2026))
            groups += [program, f"cohort:{program[8:].replace('-', '')}-{year}"]
    return tuple(groups), draw_facts(chance)


def draw_facts(chance: random.Random) -> Facts:
    facts = {ALL_PEOPLE: 1}
    if chance.random() < 0.5:
        facts["with_mentor|"] = 1
        if chance.random() < 0.4:
            facts["with_network|"] = 1
    for name, share in (("with_peer|", 0.4), ("offering|", 0.3), (NEED, 0.4)):
        if chance.random() < share:
            facts[name] = 1
    return facts


def edits_of(town: Town, name: str) -> list[tuple[Groups, Facts] | None]:
    """Every single edit of a person that a roster or they themselves can make; None: they leave."""
    groups, facts = town.people[name]
    found: list[tuple[Groups, Facts] | None] = [None]
    ranks = [f"rank:{rank}" for rank in RANKS if f"rank:{rank}" not in groups]
    for rank in ranks:
        found.append((tuple(rank if one.startswith("rank:") else one for one in groups), facts))
    others = sorted({_chain(there) for there, _facts in town.people.values()} - {_chain(groups)})
    for chain in others:
        rest = tuple(one for one in groups if not one.startswith(("unit:", "own:")))
        found.append(((rest[0], *chain, *rest[1:]), facts))
    for name_of in (*COLUMNS, NEED):
        flipped = {key: count for key, count in facts.items() if key != name_of}
        found.append((groups, flipped if name_of in facts else facts | {name_of: 1}))
    return found


def _chain(groups: Groups) -> Groups:
    return tuple(one for one in groups if one.startswith(("unit:", "own:")))


def churn(town: Town, share: float) -> None:
    """Let some people move, change, come and go."""
    for name in sorted(town.people):
        if town.chance.random() < share:
            edit = town.chance.choice(edits_of(town, name))
            if edit is None:
                del town.people[name]
            else:
                town.people[name] = edit
    pattern = town.chance.choice(list(town.people.values()))[0]
    for number in range(town.chance.randint(0, 8)):
        name = f"n{len(town.published)}-{number}"
        town.people[name] = (pattern, draw_facts(town.chance))


def visible(made: Publication) -> dict[tuple[str, str], tuple[int, date]]:
    """Every figure that a reader can see."""
    return {
        (group, name): (cell.count, cell.as_of)
        for group, row in made.table.items()
        for name, cell in row.cells.items()
        if cell.shown and name != ALL_PEOPLE and not group.startswith(("own:", "rest:"))
    }


def given_away(town: Town, *, among: tuple[int, ...] | None = None) -> list[tuple[str, str, int]]:
    """Solve for what is so of each person from all publications (or some): (column, person, state)."""
    at = among or tuple(range(len(town.shown)))
    names = {name for made in town.shown for _group, name in visible(made)}
    found = []
    for name in sorted(names):
        rows, unknowns = _equations(town, name, at)
        for place in exposed_columns(rows, [1] * len(unknowns), 2):
            found.append((name, *unknowns[place]))
    return found


def _equations(
    town: Town, name: str, at: tuple[int, ...]
) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """One row for each figure shown, one unknown for each person and published state of theirs.

    People whom no shown figure tells apart are one unknown twice, which no row can split; two of
    each such class are kept.
    """
    states = {number: _states(town, name, number) for number in at}
    lines = []
    for number in at:
        structure = Structure(town.signatures(town.states[number]))
        inside = defaultdict(list)
        for person, known in town.states[number].items():
            for group in structure.all_of(known.groups):
                inside[group].append((person, states[number][person]))
        for group, column_name in visible(town.shown[number]):
            if column_name == name:
                lines.append(frozenset(inside[group]))
    lines = list(dict.fromkeys(lines))
    classes: dict[tuple[int, ...], list[tuple[str, int]]] = defaultdict(list)
    for unknown in sorted({one for line in lines for one in line}):
        classes[tuple(place for place, line in enumerate(lines) if unknown in line)].append(unknown)
    unknowns = [one for there in classes.values() for one in there[:2]]
    place_of = {one: place for place, one in enumerate(unknowns)}
    rows = np.zeros((len(lines), len(unknowns)))
    for number, line in enumerate(lines):
        for one in line:
            if one in place_of:
                rows[number, place_of[one]] = 1
    return rows, unknowns


def _states(town: Town, name: str, number: int) -> dict[str, int]:
    """How often what is published of a person in this column has changed until then."""
    found: Counter[str] = Counter()
    before: dict[str, int] = {}
    for state in town.states[: number + 1]:
        for person, known in state.items():
            value = known.facts.get(name, 0)
            if person in before and before[person] != value:
                found[person] += 1
            before[person] = value
    return {person: found[person] for person in before}


assert set(WITHIN) >= {name.partition("|")[0] for name in (*COLUMNS, NEED)}
