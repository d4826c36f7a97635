"""Who supervises whom, and where that goes round in a circle. Pure."""

from collections.abc import Mapping


def supervision_cycles(supervisor_of: Mapping[str, str]) -> list[list[str]]:
    """Return each circle of supervision once, in order: everyone is supervised by the next one.

    Takes person → supervisor, for those who have one. Deterministic: follows the mapping's order.

    >>> supervision_cycles({"a": "b", "b": "c", "c": "b", "d": "a"})
    [['b', 'c']]
    """
    cycles: list[list[str]] = []
    seen: dict[str, int] = {}
    for walk, start in enumerate(supervisor_of):
        path: list[str] = []
        person: str | None = start
        while person is not None and person not in seen:
            seen[person] = walk
            path.append(person)
            person = supervisor_of.get(person)
        if person is not None and seen[person] == walk and person in path:
            cycles.append(path[path.index(person) :])
    return cycles


def chain_in_words(cycle: list[str], names: Mapping[str, str]) -> str:
    """Say a circle: who answers to whom, back to the first."""
    shown = [f"{names.get(one, '')} ({one})".strip() for one in (*cycle, cycle[0])]
    if len(shown) > 8:
        shown = [*shown[:4], f"{len(shown) - 7} more", *shown[-3:]]
    return " → ".join(shown)
