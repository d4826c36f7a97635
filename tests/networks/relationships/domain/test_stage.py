"""Stages of a relationship: proposed by its age, confirmed by either."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from networks.errors import NotYours
from networks.models import StageReached, Tie
from networks.relationships.domain.stage import proposed_stage, reach_stage, stage_due
from networks.relationships.errors import TieClosed
from tests.factories import MembershipFactory, TieFactory

START = date(2020, 3, 1)


@pytest.mark.parametrize(
    ("stage", "today", "expected"),
    [
        ("initiation", date(2021, 2, 28), ""),
        ("initiation", date(2021, 3, 1), "protege"),
        ("protege", date(2025, 2, 28), ""),
        ("protege", date(2025, 3, 1), "separation"),
        ("separation", date(2040, 1, 1), ""),
    ],
)
def test_stage_is_proposed_by_age(stage, today, expected):
    assert proposed_stage(stage=stage, started_on=START, today=today) == expected


@pytest.mark.django_db
def test_ended_relationship_is_asked_about_no_stage():
    tie = TieFactory(state=Tie.State.ENDED, started_on=START, ended_on=date(2024, 1, 1))

    assert stage_due(tie, today=date(2025, 1, 1)) == ""


@pytest.mark.django_db
def test_stage_reached_keeps_the_history():
    tie = TieFactory(started_on=timezone.localdate() - timedelta(days=400))

    reach_stage(tie, by=tie.mentor, stage="protege")
    reach_stage(tie, by=tie.protege, stage="protege")

    tie.refresh_from_db()
    assert tie.stage == "protege"
    assert list(StageReached.objects.order_by("since").values_list("stage", "said_by")) == [
        ("initiation", None),
        ("protege", tie.mentor_id),
    ]


@pytest.mark.django_db
def test_stage_is_the_two_peoples_to_say_and_only_while_open():
    tie = TieFactory()
    with pytest.raises(NotYours):
        reach_stage(tie, by=MembershipFactory(institution=tie.institution), stage="protege")

    ended = TieFactory(state=Tie.State.ENDED, started_on=START, ended_on=date(2024, 1, 1))
    with pytest.raises(TieClosed):
        reach_stage(ended, by=ended.protege, stage="protege")
