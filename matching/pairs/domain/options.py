"""What a director can do about one mentee of a run, with what each change does before it is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from matching.engine.pairs import cohort
from matching.pairs.domain.results import Load
from matching.pairs.domain.run import read_inputs
from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment


@dataclass(frozen=True)
class Option:
    """Another mentor for a mentee: one with openings, or with `other`, who would take the present one.

    `change`: by how much the scores of all pairs together would be higher, or lower; None where someone
    enrolled after the run and has no score in it.
    """

    mentor: Enrollment
    score: float | None
    choice: int | None
    change: float | None
    other: Proposal | None = None
    other_score: float | None = None

    @property
    def target(self) -> str:
        """What the form of the change sends."""
        return f"swap:{self.other.pk}" if self.other is not None else str(self.mentor.pk)


def options_for(proposal: Proposal, loads: list[Load]) -> list[Option]:
    """Return the other mentors of the run, the best for all together first; *loads* are those of its page.

    Two queries. Pairs that some rule parts are not told apart here: they are refused when they are made.
    """
    given = read_inputs(proposal.run)
    by_mentor: dict[object, list[Proposal]] = defaultdict(list)
    rows = Proposal.objects.filter(run=proposal.run_id, mentor__isnull=False)
    rows = rows.exclude(pk=proposal.pk).select_related("protege__member", "mentor__member")
    # No one has the same mentor twice.
    own_mentors = {one.mentor_id for one in rows if one.protege_id == proposal.protege_id}
    with_mentor = {one.protege_id for one in rows if one.mentor_id == proposal.mentor_id}
    for one in rows:
        if one.protege_id not in with_mentor:
            by_mentor[one.mentor_id].append(one)
    others = [
        load
        for load in loads
        if load.mentor.pk not in {*own_mentors, proposal.mentor_id} and load.mentor.is_active
    ]
    swaps = [one for load in others for one in by_mentor[load.mentor.pk]]
    gained, then = _scores(given, proposal, others, swaps)
    named = given.protege_choices.get(str(proposal.protege.member_id), ())
    found = []
    for load in others:
        key = str(load.mentor.member_id)
        choice = named.index(key) + 1 if key in named else None
        score, before = gained[load.mentor.pk], proposal.score or 0.0
        if not load.full:
            change = None if score is None else score - before
            found.append(Option(load.mentor, score, choice, change))
        for other in by_mentor[load.mentor.pk]:
            after = then[other.pk]
            both = None if score is None or after is None else score + after
            change = None if both is None else both - before - (other.score or 0.0)
            shown = after if proposal.mentor_id else None
            found.append(Option(load.mentor, score, choice, change, other, shown))
    return sorted(found, key=_best_first)


def _scores(
    given: cohort.Cohort, proposal: Proposal, others: list[Load], swaps: list[Proposal]
) -> tuple[dict[Any, float | None], dict[Any, float | None]]:
    """Return what the mentee would have with each mentor, and what the other of a swap would have."""
    mentee = str(proposal.protege.member_id)
    asked = [(mentee, str(load.mentor.member_id)) for load in others]
    if proposal.mentor is not None:
        mentor = str(proposal.mentor.member_id)
        asked += [(str(one.protege.member_id), mentor) for one in swaps]
    scores = cohort.scores_between(given, asked)
    gained = {load.mentor.pk: scores[at] for at, load in enumerate(others)}
    if proposal.mentor is None:
        return gained, {one.pk: 0.0 for one in swaps}
    return gained, {one.pk: scores[len(others) + at] for at, one in enumerate(swaps)}


def _best_first(option: Option) -> tuple[float, str, str]:
    change = option.change if option.change is not None else -1_000.0
    member = option.mentor.member
    return (-change, member.sort_key, str(option.target))
