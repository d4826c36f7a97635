"""What a mentee shares stands where the mentor works with them, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Meeting, PlanShare
from evaluations.relationship_page.domain.shared import shared_lines
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
from tests.support.html import on_one_line

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


# On the mentor's home ----------------------------------------------------------------------------


def home_says(reader: Membership) -> list[str]:
    """Return the lines on *reader*'s home that say what mentees share."""
    page = on_one_line(client_of(reader).get("/").content.decode())
    return re.findall(r'#shared">\s*([^<]+?)\s*</a>', page)


def share_plan(tie: Tie) -> None:
    group = PeerGroupFactory(institution=tie.institution)
    for person in (tie.protege, tie.mentor):
        GroupMemberFactory(group=group, member=person)
    PlanShare.objects.create(institution=tie.institution, group=group, member=tie.protege)


def test_home_says_who_shares_and_leads_to_the_page_of_the_relationship(tie: Tie) -> None:
    name = tie.protege.name
    assert home_says(tie.mentor) == []

    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    assert home_says(tie.mentor) == [f"{name} shares parts of their self-assessment with you."]
    home = client_of(tie.mentor).get("/").content.decode()
    link = reverse("evaluations:relationship", args=[tie.pk])
    assert f'href="{link}#shared"' in home
    assert 'id="shared"' in client_of(tie.mentor).get(link).content.decode()

    share_plan(tie)
    assert home_says(tie.mentor) == [
        f"{name} shares parts of their self-assessment and their development plan with you."
    ]
    set_sharing(tie.protege, part=PART, audience=Audience.NOBODY)
    assert home_says(tie.mentor) == [
        f"{name} shares their development plan with a group that you are in."
    ]
    assert home_says(tie.protege) == []


def test_home_says_nothing_of_empty_parts_other_mentors_and_ended_relationships(tie: Tie) -> None:
    other = TieFactory(protege=tie.protege, institution=tie.institution)
    set_sharing(tie.protege, part=2, audience=Audience.ALL)
    set_sharing(tie.protege, part=PART, audience=Audience.CHOSEN, chosen=[other.mentor])

    assert (len(home_says(tie.mentor)), len(home_says(other.mentor))) == (0, 1)
    Tie.objects.filter(pk=other.pk).update(state=Tie.State.ENDED, ended_on="2026-10-01")
    assert home_says(other.mentor) == []


@pytest.mark.parametrize("role", ["supervisor", "director", "ombuds", "colleague"])
def test_home_of_no_one_else_says_it(tie: Tie, role: str) -> None:
    set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    share_plan(tie)
    other = MembershipFactory(institution=tie.institution)
    TieFactory(mentor=other, protege__institution=tie.institution)
    if role == "supervisor":
        Membership.objects.filter(pk=tie.protege_id).update(supervisor=other)
    elif role != "colleague":
        StaffRoleFactory(membership=other, role=role)

    assert home_says(other) == []
    assert shared_lines(other, [tie]) == {}


@pytest.mark.parametrize("what", ["plan", "part"])
def test_a_mentor_who_leads_the_mentee_is_told_of_nothing(tie: Tie, what: str) -> None:
    if what == "plan":
        share_plan(tie)
    else:
        set_sharing(tie.protege, part=PART, audience=Audience.ALL)
    assert len(home_says(tie.mentor)) == 1

    Membership.objects.filter(pk=tie.protege_id).update(supervisor=tie.mentor)

    assert home_says(tie.mentor) == []


@pytest.mark.parametrize("mentees", [1, 4])
def test_what_mentees_share_takes_the_same_queries_for_any_number(
    mentees: int, django_assert_num_queries: Any
) -> None:
    mentor = MembershipFactory()
    ties = [
        TieFactory(mentor=mentor, protege__institution=mentor.institution) for _ in range(mentees)
    ]
    for one in ties:
        SelfAssessment.objects.create(
            institution=one.institution, member=one.protege, core_values=WORDS
        )
        submit_assessment(one.protege)
        set_sharing(one.protege, part=PART, audience=Audience.ALL)
        share_plan(one)
    read = list(Tie.objects.filter(mentor=mentor).select_related("protege"))

    with django_assert_num_queries(6):
        assert len(shared_lines(mentor, read)) == mentees
