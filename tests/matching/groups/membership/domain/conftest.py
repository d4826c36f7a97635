"""Published groups, to leave and to join."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from matching.groups.forming.domain.publish import publish_groups
from matching.models import GroupRules, MatchRun, Program
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from tests.support.groups import (
    TUESDAY,
    facilitator,
    formed,
    groups,
    person,
)
from tests.support.matching import actor_of


@pytest.fixture
def run(program: Program, director: Client) -> MatchRun:
    """Published: A, B, C and D with Senior on Mondays; X, Y and Z with Second on Tuesdays."""
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Senior")
    facilitator(program, "Second", hours=TUESDAY)
    for name in "ABCD":
        person(program, name)
    for name in "XYZ":
        person(program, name, hours=TUESDAY)
    run = formed(program, director)
    publish_groups(run, actor=actor_of(director), started_on=program.starts_on)
    OutboxMessage.objects.all().delete()
    assert {frozenset(those) for those in groups(run).values()} == {
        frozenset("ABCD"),
        frozenset("XYZ"),
    }
    return run


@pytest.fixture
def group(program: Program, director: Client) -> PeerGroup:
    """Published: A, B and C with Senior, and a charter."""
    GroupRules.objects.update(facilitated=True)
    facilitator(program, "Senior")
    for name in "ABC":
        person(program, name)
    publish_groups(
        formed(program, director),
        actor=actor_of(director),
        started_on=timezone.localdate(),
        charter="What is said here stays here.",
    )
    OutboxMessage.objects.all().delete()
    return PeerGroup.objects.get()
