"""The candidates for a gap in order, each with reasons and cautions. Pure.

Equal scores are ordered by name and key, so the same people always come in the same order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from networks.suggestions.domain.reasons import cautions, reasons
from networks.suggestions.domain.scoring import Candidate, Gap, Parts, Seeker, score_parts


@dataclass(frozen=True)
class Suggestion:
    """A candidate with the score, its parts, the reasons for and what to bear in mind."""

    candidate: Candidate
    parts: Parts
    score: float
    reasons: tuple[str, ...] = field(default=())
    cautions: tuple[str, ...] = field(default=())


def rank_candidates(seeker: Seeker, gap: Gap, candidates: Iterable[Candidate]) -> list[Suggestion]:
    """The candidates for *gap*, best first; the order they come in makes no difference."""
    suggestions = [suggest(seeker, gap, candidate) for candidate in candidates]
    # Rounded, so that the last bit of a sum never decides between two people.
    return sorted(
        suggestions,
        key=lambda one: (-round(one.score, 9), one.candidate.sort_key, one.candidate.key),
    )


def suggest(seeker: Seeker, gap: Gap, candidate: Candidate) -> Suggestion:
    """Score one candidate for *gap* and say why."""
    parts = score_parts(seeker, gap, candidate)
    return Suggestion(
        candidate=candidate,
        parts=parts,
        score=parts.score,
        reasons=reasons(seeker, gap, candidate, parts),
        cautions=cautions(seeker, candidate),
    )
