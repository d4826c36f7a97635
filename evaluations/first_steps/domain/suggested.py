"""Three people who could help a newcomer next, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from networks.map.domain.network import Cell, Coverage, State
from networks.relationships.domain.queries.colleagues import colleagues
from networks.suggestions.domain.candidates import candidates
from networks.suggestions.domain.ranking import Suggestion
from networks.suggestions.domain.units import unit_tree
from profiles.models import Membership

SHOWN = 3
REASONS = 3


@dataclass(frozen=True)
class Suggested:
    """Someone who could fill the gap `kind` and `value`, with the reasons that weigh most."""

    person: Membership
    kind: str
    value: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


def suggested_people(member: Membership, coverage: Coverage) -> list[Suggested]:
    """Return up to three people for the most pressing gaps: one for each, then the next best.

    The number of queries depends on how many gaps are looked at, at most three, and on nothing else.
    """
    units = unit_tree(member.institution)
    by_gap: list[tuple[str, str, Iterator[Suggestion]]] = []
    for cell in _gaps(coverage):
        kind, value = ("role", cell.role) if cell.role else ("area", cell.area)
        if value:
            found = candidates(
                member, role=cell.role or "", area="" if cell.role else value, units=units
            )
            by_gap.append((kind, value, iter(found)))
    chosen: dict[str, tuple[str, str, Suggestion]] = {}
    while by_gap and len(chosen) < SHOWN:
        kind, value, people = by_gap.pop(0)
        best = next((one for one in people if one.candidate.key not in chosen), None)
        if best is not None:
            chosen[best.candidate.key] = (kind, value, best)
            by_gap.append((kind, value, people))
    there = {str(key): one for key, one in colleagues(member).in_bulk(list(chosen)).items()}
    return [
        Suggested(there[key], kind, value, best.reasons[:REASONS], best.cautions[:1])
        for key, (kind, value, best) in chosen.items()
        if key in there
    ]


def _gaps(coverage: Coverage) -> list[Cell]:
    """Return the gaps to look at: needs that no one fills, else roles, the most pressing first."""
    needs = [cell for cell in coverage.needs if cell.state is State.EMPTY]
    needs.sort(key=lambda cell: cell.priority or SHOWN)
    roles = [cell for cell in coverage.roles if cell.state is State.EMPTY]
    return (needs or roles)[:SHOWN]
