"""A career-award team: who asks, and with what."""

from __future__ import annotations

from django.urls import reverse

from matching.models import Team
from matching.teams.domain.membership import ask_colleague, join
from tests.factories import (
    MembershipFactory,
)
from tests.support.matching import client_of

ASKED = {
    "part": "primary",
    "function": "Trials",
    "roles": ["advisor"],
    "message": "An hour a month",
}


PLAN = {
    "award": "Career award",
    "title": "Sleep after surgery",
    "due_on": "2099-02-12",
    "aims": "Stand on my own feet",
    "training": "A course in methods",
    "cadence": "quarterly",
    "rhythm": "Monthly with the primary mentor",
    "progress": "Once a year",
}


def colleague(team: Team, **more):
    return MembershipFactory(institution=team.institution, rank="full", **more)


def in_team(team: Team, *, part: str = "committee", **more):
    """Someone who was asked and has said yes."""
    member = colleague(team, **more)
    row = ask_colleague(
        team, by=team.protege, member=member, part=part, function="Methods", roles=["coach"]
    )
    return join(row, by=member)


def ask(team: Team, member, **data):
    address = reverse("matching:team_ask", args=[team.pk])
    return client_of(team.protege).post(f"{address}?with={member.pk}", {**ASKED, **data})
