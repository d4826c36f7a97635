"""Rows of programs of other kinds than pairs, for the access matrix."""

from __future__ import annotations

from datetime import date
from typing import Any

from matching.teams.domain.membership import ask_colleague, join, open_team
from matching.teams.domain.plan import add_milestone
from profiles.models import Membership
from tests.factories import EnrollmentFactory, ProgramFactory


def kind_rows(protege: Membership, *, mentor: Membership, asked: Membership) -> dict[str, Any]:
    """A mosaic with the protégé; and their team, in which the mentor is and somebody is asked."""
    here = protege.institution
    mosaic = ProgramFactory(institution=here, kind="mosaic", state="running")
    EnrollmentFactory(program=mosaic, member=protege)
    teams = ProgramFactory(institution=here, kind="career_team", state="running")
    team = open_team(EnrollmentFactory(program=teams, member=protege))
    part = ask_colleague(
        team, by=protege, member=mentor, part="primary", function="Secret function", roles=[]
    )
    join(part, by=mentor)
    return {
        "mosaic": mosaic,
        "team_program": teams,
        "team": team,
        "team_part": part,
        "team_request": ask_colleague(
            team, by=protege, member=asked, part="committee", function="Methods", roles=[]
        ),
        "milestone": add_milestone(team, by=protege, text="A step", due_on=date(2030, 1, 31)),
    }
