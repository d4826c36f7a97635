"""What teams do when someone enrolls."""

from typing import Any

from matching.programs.enrollment.models import Enrollment
from matching.signals import enrollment_saved
from matching.teams.domain.membership import open_team


def connect() -> None:
    """Connect; called once at start-up."""
    enrollment_saved.connect(open_own_team, dispatch_uid="matching.open_own_team")


def open_own_team(sender: Any, *, enrollment: Enrollment, **kwargs: Any) -> None:
    """Open the team of whoever enrolls in a program of teams."""
    if enrollment.program.traits.makes_teams:
        open_team(enrollment)
