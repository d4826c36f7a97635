"""The pairs of a run as a table: which of them to look at first, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from matching.pairs.domain.results import Result, Row
from matching.pairs.models import PairRule, Proposal
from profiles.people.names.domain import is_named

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WEAK_SHARE = 10
"""One pair in so many, those with the lowest scores, is called weak; always at least one."""

Filter = tuple["StrOrPromise", Callable[[Row, float], bool]]


def _is_locked(row: Row, _weak: float) -> bool:
    locked = row.rule is not None and row.rule.kind == PairRule.Kind.LOCK
    return locked or row.proposal.source == Proposal.Source.LOCKED


def _is_weak(row: Row, weak: float) -> bool:
    return row.proposal.score is not None and row.proposal.score <= weak


def _has_one_unit(row: Row, _weak: float) -> bool:
    mentor = row.proposal.mentor
    unit = row.proposal.protege.member.unit_id
    return mentor is not None and unit is not None and unit == mentor.member.unit_id


def _is_not_chosen(row: Row, _weak: float) -> bool:
    return row.proposal.mentor_id is not None and row.proposal.choice is None


FILTERS: dict[str, Filter] = {
    "all": (_("All"), lambda row, weak: True),
    "weak": (_("Weakest"), _is_weak),
    "changed": (
        _("Changed by a director"),
        lambda row, weak: row.proposal.source == Proposal.Source.MANUAL,
    ),
    "locked": (_("Locked"), _is_locked),
    "same-unit": (_("Same unit"), _has_one_unit),
    "not-chosen": (_("Not on the mentee’s list"), _is_not_chosen),
    "conflict": (_("One supervises the other"), lambda row, weak: row.conflict),
}

SORTS: dict[str, Callable[[Row], Any]] = {
    "mentee": lambda row: _name(row.proposal.protege),
    "mentor": lambda row: _name(row.proposal.mentor),
    "score": lambda row: row.proposal.score if row.proposal.score is not None else -1.0,
    "choice": lambda row: row.proposal.choice or 1_000,
}


def _name(enrollment: Any) -> str:
    return enrollment.member.sort_key if enrollment is not None else ""


def weak_below(pairs: Sequence[Row]) -> float:
    """Return the score of the best of the weakest pairs; below 0 where none has a score."""
    scores = sorted(row.proposal.score for row in pairs if row.proposal.score is not None)
    if not scores:
        return -1.0
    return scores[max(1, len(scores) // WEAK_SHARE) - 1]


def counts_of(result: Result) -> list[tuple[str, StrOrPromise, int]]:
    """Return each filter with its words, and how many pairs it leaves."""
    weak = weak_below(result.pairs)
    return [
        (key, label, sum(fits(row, weak) for row in result.pairs))
        for key, (label, fits) in FILTERS.items()
    ]


def chosen_pairs(result: Result, *, shown: str, sort: str, words: str = "") -> list[Row]:
    """Return the pairs that the filter *shown* and *words* in a name leave, by *sort* ("-score": backwards).

    A filter or an order that there is not is that of all, or that of the mentees.
    """
    _label, fits = FILTERS.get(shown, FILTERS["all"])
    weak = weak_below(result.pairs)
    rows = [row for row in result.pairs if fits(row, weak) and _has(row, words)]
    key = SORTS.get(sort.removeprefix("-"), SORTS["mentee"])
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _has(row: Row, words: str) -> bool:
    sides = (row.proposal.protege, row.proposal.mentor)
    return is_named(words, *(one.member for one in sides if one is not None))
