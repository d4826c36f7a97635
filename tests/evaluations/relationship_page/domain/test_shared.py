"""What a mentee shares stands where the mentor works with them, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting, PlanShare
from networks.models import Tie
from profiles.assessment.domain.sharing import set_sharing
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import Membership, SelfAssessment
from profiles.vocabulary import Audience
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
    PeerGroupFactory,
    StaffRoleFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
PART, WORDS = 1, "Honesty above all"


@pytest.fixture
def tie() -> Tie:
    found = TieFactory()
    SelfAssessment.objects.create(
        institution=found.institution, member=found.protege, core_values=WORDS
    )
    submit_assessment(found.protege)
    return found


def read(reader: Membership, tie: Tie) -> dict[str, Any]:
    """Return the pages on which two people work together, as *reader* gets them."""
    meeting, _made = Meeting.objects.get_or_create(
        institution=tie.institution,
        tie=tie,
        state="planned",
        defaults={"starts_at": timezone.now()},
    )
    client = client_of(reader)
    pages = {
        "relationship": client.get(reverse("evaluations:relationship", args=[tie.pk])),
        "meeting": client.get(reverse("evaluations:meeting", args=[meeting.pk])),
    }
    return {name: page for name, page in pages.items() if page.status_code == 200}


def where(reader: Membership, tie: Tie, words: str = WORDS) -> list[str]:
    return [name for name, page in read(reader, tie).items() if words in page.content.decode()]


def test_a_shared_part_stands_on_the_pages_of_the_pair_until_it_is_no_longer_shared(
    tie: Tie,
) -> None:
    before = where(tie.mentor, tie)

    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    shared = where(tie.mentor, tie)
    set_sharing(tie.protege, part=PART, audience=Audience.NOBODY)

    assert (before, shared, where(tie.mentor, tie)) == ([], ["relationship", "meeting"], [])


def test_it_ends_with_the_relationship(tie: Tie) -> None:
    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    assert where(tie.mentor, tie) == ["relationship", "meeting"]

    Tie.objects.filter(pk=tie.pk).update(state=Tie.State.ENDED, ended_on="2026-10-01")

    assert where(tie.mentor, tie) == []


def test_it_ends_when_the_mentor_comes_to_supervise_the_mentee(tie: Tie) -> None:
    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    assert where(tie.mentor, tie) == ["relationship", "meeting"]

    Membership.objects.filter(pk=tie.protege_id).update(supervisor=tie.mentor)

    assert where(tie.mentor, tie) == []


def test_a_part_for_chosen_mentors_is_for_them_alone(tie: Tie) -> None:
    other = TieFactory(protege=tie.protege, institution=tie.institution)
    set_sharing(tie.protege, part=PART, audience=Audience.CHOSEN, chosen=[other.mentor])

    assert (where(tie.mentor, tie), where(other.mentor, other)) == (
        [],
        ["relationship", "meeting"],
    )


@pytest.mark.parametrize("role", ["supervisor", "director", "ombuds", "colleague"])
def test_no_one_else_opens_these_pages(tie: Tie, role: str) -> None:
    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    other = MembershipFactory(institution=tie.institution)
    if role == "supervisor":
        Membership.objects.filter(pk=tie.protege_id).update(supervisor=other)
    elif role != "colleague":
        StaffRoleFactory(membership=other, role=role)

    assert read(other, tie) == {}
    page = client_of(other).get(reverse("networks:person", args=[tie.protege_id]))
    assert WORDS not in page.content.decode()


def test_a_plan_is_linked_while_it_is_shared_in_a_group_with_the_mentor(tie: Tie) -> None:
    group, elsewhere = (PeerGroupFactory(institution=tie.institution) for _ in range(2))
    for one, people in ((group, (tie.protege, tie.mentor)), (elsewhere, (tie.protege,))):
        for person in people:
            GroupMemberFactory(group=one, member=person)
        PlanShare.objects.create(institution=tie.institution, group=one, member=tie.protege)

    def linked() -> list[str]:
        page = read(tie.mentor, tie)["relationship"].content.decode()
        links = {
            one.name: reverse("evaluations:group_plan", args=[one.pk, tie.protege_id])
            for one in (group, elsewhere)
        }
        return [name for name, link in links.items() if link in page]

    assert linked() == [group.name]
    Membership.objects.filter(pk=tie.protege_id).update(supervisor=tie.mentor)
    assert linked() == []
    Membership.objects.filter(pk=tie.protege_id).update(supervisor=None)
    PlanShare.objects.all().delete()
    assert linked() == []
