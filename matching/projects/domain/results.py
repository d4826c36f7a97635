"""What came out of a run, as its director looks at it: who works on what, and no one's list."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from matching.projects.domain.projects import ProjectRow, projects_of

LEAST = 5
"""Fewer people than this are not counted by what they chose."""


@dataclass(frozen=True)
class OnProject:
    """A project of a run with who was placed on it, and its mentors as they were then."""

    row: ProjectRow
    people: list[Proposal]
    mentors: list[Enrollment]

    @property
    def free(self) -> int:
        return max(0, self.row.free - len(self.people))


@dataclass(frozen=True)
class Result:
    """All that the page of a run shows."""

    projects: list[OnProject]
    unmatched: list[tuple[Proposal, str]]
    choices: list[str] = field(default_factory=list)
    changed: int = 0
    asked: int = 0

    @property
    def placed(self) -> int:
        return sum(len(one.people) for one in self.projects)

    @property
    def mentees(self) -> int:
        return self.placed + len(self.unmatched)

    @property
    def stays_proved(self) -> bool:
        return not self.changed


def read_result(run: MatchRun) -> Result:
    """Return everything about the run's proposals. Five queries."""
    rows = list(
        Proposal.objects.filter(run=run)
        .select_related("protege__member__unit", "mentor__member")
        .order_by("-leads", "protege__member__sort_key", "pk")
    )
    placed = [one for one in rows if one.leads and one.mentor is not None]
    waiting = [one for one in rows if one.leads and one.mentor is None]
    projects = []
    for row in projects_of(run.program):
        own = [one for one in placed if one.project_id == row.project.pk]
        if not own and not row.is_open:
            continue
        there = [one.mentor for one in rows if one.project_id == row.project.pk and one.mentor]
        mentors = list({one.pk: one for one in there}.values()) or row.mentors
        projects.append(OnProject(row, own, mentors))
    return Result(
        projects=projects,
        unmatched=[(one, _cause(one)) for one in waiting],
        choices=choices_in_words(run.summary.get("choices", ())),
        changed=sum(one.source == Proposal.Source.MANUAL for one in rows if one.leads)
        + sum(one.cause.get("cause") == "removed" for one in waiting),
        asked=sum(one.cause.get("cause") == "asked" for one in waiting),
    )


def _cause(proposal: Proposal) -> str:
    causes = {
        "removed": _("Removed from their project by a director."),
        "asked": _("They are asked first."),
    }
    said = _("They chose no project, or those they chose were taken by others or not open to them.")
    return causes.get(proposal.cause.get("cause", ""), said)


def choices_in_words(counts: Sequence[int]) -> list[str]:
    """Return about how many got their first choice and their second, from the counts of all choices.

    In steps of five, and only where no one can be told apart: at least five people got another choice. Two
    runs of the same people then hardly differ in what they say.
    """
    whole = sum(counts)
    shown = []
    for upto, text in (
        (1, _("About %(some)d of %(all)d got their first choice.")),
        (2, _("About %(some)d of %(all)d got their first or second choice.")),
    ):
        some = sum(counts[:upto])
        if some >= LEAST and whole - some >= LEAST:
            rounded = {"some": some // LEAST * LEAST, "all": whole // LEAST * LEAST}
            shown.append(text % rounded)
    return shown


def stability_in_words(run: MatchRun, result: Result) -> str:
    """Return in a sentence whether anyone could do better by agreement."""
    if run.method != Program.Method.STABLE:
        return _(
            "As many mentees as possible have a project, and after that their choices count. Some mentees "
            "and mentors might both have preferred someone else."
        )
    if not result.stays_proved:
        return _(
            "As matched, no mentee and mentor would both have preferred each other. After your changes that "
            "may no longer be so."
        )
    return _(
        "Stable: there are no mentee and no project that would both rather have each other. No mentee could "
        "have a better choice in any stable match."
    )


def mark_of(run: MatchRun) -> str:
    """Return a short text that is another one once anyone of *run* was moved. One query."""
    rows = Proposal.objects.filter(run=run).order_by("pk").values_list("pk", "mentor", "project")
    return hashlib.sha256(repr([*map(str, rows)]).encode()).hexdigest()[:16]
