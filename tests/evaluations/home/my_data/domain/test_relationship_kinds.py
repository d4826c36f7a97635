"""What is held about relationships and programs: each side sees its own."""

from __future__ import annotations

from datetime import date

import pytest

from evaluations.home.my_data.domain.kinds import delete_kinds
from matching.models import Milestone, PairRequest
from matching.pairing.domain.answering import answer_request
from matching.pairs.domain.publish import publish_run
from matching.teams.domain.membership import open_team
from matching.teams.domain.plan import add_milestone
from tests.contract.world import World
from tests.evaluations.home.my_data.domain.test_kinds import export
from tests.factories import (
    EnrollmentFactory,
    ProgramFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def test_how_the_protege_sees_a_tie_is_not_in_the_mentor_s_export() -> None:
    tie = TieFactory(closeness=3, frequency="rarely")

    assert export(tie.protege)["ties"][0]["frequency"] == "rarely"
    assert {"closeness", "frequency", "stage"} & set(export(tie.mentor)["ties"][0]) == set()


def test_pairs_of_a_program_betray_nobody_s_wishes(world: World) -> None:
    publish_run(world.rows["run"], actor=world.members["director"].user)
    junior = world.rows["bystander"]
    for member in (junior, world.mentor):
        answer_request(PairRequest.objects.get(protege=junior), by=member, accepts=True)

    for member in (junior, world.mentor):
        (pair,) = export(member)["pairs"]
        assert set(pair) == {"run", "protege", "mentor", "source", "tie"}


def test_milestones_go_out_of_a_plan_only_where_its_team_sees_that_it_changed() -> None:
    program = ProgramFactory(kind="career_team", state="running")
    team = open_team(EnrollmentFactory(program=program))
    add_milestone(team, by=team.protege, text="Submit", due_on=date(2099, 1, 1))

    delete_kinds(team.protege, keys=["team_milestones"])

    assert Milestone.objects.count() == 1
