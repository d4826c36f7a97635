"""A career-award team."""

from __future__ import annotations

import pytest

from matching.models import Team
from matching.teams.domain.membership import open_team
from tests.factories import (
    EnrollmentFactory,
    ProgramFactory,
)


@pytest.fixture
def team() -> Team:
    program = ProgramFactory(kind="career_team", state="running")
    return open_team(EnrollmentFactory(program=program))
