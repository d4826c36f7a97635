"""What projects register at start-up."""

from matching.pairs.domain.publish import publish_asked
from matching.programs.kinds import Makes
from matching.programs.runs.domain.makers import Maker, register_maker
from matching.projects.domain.run import match_projects


def connect() -> None:
    """Register; called once at start-up."""
    register_maker(Makes.PROJECTS, Maker(work=match_projects, publish=publish_asked))
