"""What makes something of a run: pairs and groups register how they match and how they publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.programs.kinds import Makes
from matching.programs.runs.models import MatchRun, Publication
from mentornet.jobs.models import Job
from mentornet.jobs.progress import Progress


@dataclass(frozen=True)
class Maker:
    """How runs of one sort are matched, and how what came out is published.

    `work` writes what the run proposes and closes it. `publish` makes it real, in the caller's
    transaction.
    """

    work: Callable[[MatchRun, Job], None]
    publish: Callable[[Publication, Progress], object]


_makers: dict[Makes, Maker] = {}


def register_maker(makes: Makes, maker: Maker) -> None:
    """Let *maker* work at the runs that make pairs, or groups. Called at start-up. Idempotent."""
    _makers[makes] = maker


def maker_of(run: MatchRun) -> Maker:
    """Return what works at *run*. Raise KeyError where nothing is registered for it."""
    if run.method == MatchRun.GROUPS:
        return _makers[Makes.GROUPS]
    return _makers[Makes.PROJECTS if run.program.traits.by_projects else Makes.PAIRS]
