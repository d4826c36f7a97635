"""Groups that are nearly another group are closed."""

from __future__ import annotations

from datetime import date

from evaluations.privacy.domain.publication.steps import publish_first
from evaluations.privacy.domain.publication.structure import Structure


def test_a_program_that_is_a_unit_and_one_person_more_is_closed() -> None:
    unit = [("institution:", "unit:a", "own:a", "rank:full", "track:")] * 40
    other = [("institution:", "unit:b", "own:b", "rank:full", "track:")] * 40
    program = "program:00000000-0000-0000-0000-000000000000"
    groups = [(*one, program) for one in unit] + [(*other[0], program)] + other[1:]
    signatures = {one: groups.count(one) for one in groups}
    counts = {"with_mentor|": dict.fromkeys(Structure(signatures).sizes, 20)}

    made = publish_first(signatures, counts, day=date(2026, 3, 1), threshold=5)

    assert (made.table[program].open, made.table["unit:a"].open) == (False, True)
