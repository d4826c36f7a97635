"""A group on paper: states as words, and who agreed to what on which day."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting
from matching.models import ProgramGroup
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import agree_to_charter
from tests.evaluations.ending_programs import NEW_YORK, client_of, person
from tests.factories import (
    GroupMemberFactory,
    GroupProgramFactory,
    InstitutionFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> PeerGroup:
    here = InstitutionFactory(time_zone="America/New_York")
    group = PeerGroupFactory(institution=here, name="Writers", charter="Be on time.")
    for name in ("Adams", "Baker"):
        GroupMemberFactory(group=group, member__family_name=name)
    return group


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_paper_says_who_agreed_when_and_each_sessions_state_in_words(group: PeerGroup) -> None:
    agree_to_charter(group, by=person("Adams"))
    moment = datetime(2026, 3, 2, 14, tzinfo=NEW_YORK)
    GroupMember.objects.exclude(agreed_at=None).update(agreed_at=moment)
    for state, days in (("held", 0), ("cancelled", 28)):
        Meeting.objects.create(
            institution=group.institution,
            group=group,
            state=state,
            starts_at=moment + timedelta(days=days),
        )
    Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() + timedelta(days=9),
        place="Library",
    )
    Meeting.objects.create(
        institution=group.institution,
        group=group,
        state="cancelled",
        starts_at=timezone.now() + timedelta(days=16),
    )

    page = words(
        client_of(person("Baker"))
        .get(reverse("evaluations:group_paper", args=[group.pk]))
        .content.decode()
    )

    assert f"Agreed by {person('Adams').name} on Mar 2, 2026" in page
    assert f"{person('Baker').name} has not agreed yet" in page
    states = [str(Meeting.State(one).label) for one in ("held", "cancelled", "planned")]
    found = re.findall("|".join(states), page[page.index("Sessions") :])
    assert found == [states[0], states[1], states[2], states[1]]


def test_lists_name_the_program_of_a_group_whose_name_does_not(group: PeerGroup) -> None:
    program = GroupProgramFactory(institution=group.institution, name="CMP 2027")
    ProgramGroup.objects.create(institution=group.institution, program=program, group=group)
    client = client_of(person("Adams"))
    assert "CMP 2027" in client.get(reverse("evaluations:groups")).content.decode()

    PeerGroup.objects.filter(pk=group.pk).update(name="CMP 2027 · Group 1")

    page = client.get(reverse("evaluations:groups")).content.decode()
    assert page.count("CMP 2027") == page.count("CMP 2027 · Group 1")
