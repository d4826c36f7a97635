"""Addresses of programs of other kinds than pairs, for the access matrix."""

from tests.contract.matrix import Outcome, Row, only

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)

KINDS: dict[str, Row] = {
    "matching:directing_kinds": Row(DIRECTORS),
    "evaluations:program_coverage": Row(
        {**DIRECTORS, "other_director": Outcome.HIDDEN},
        kwargs=lambda world: {"pk": world.rows["mosaic"].pk},
    ),
    "matching:directing_new": Row(DIRECTORS, kwargs=lambda world: {"kind": "mosaic"}),
}
