import pytest

from networks.invitations.domain.asking import Openings, openings_of, why_asked
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    MentorOfferFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def test_openings_are_those_of_the_mentor_profile():
    mentor = MembershipFactory()
    assert openings_of(mentor) is None
    offer = MentorOfferFactory(member=mentor, institution=mentor.institution, capacity=3)
    TieFactory(mentor=mentor, protege__institution=mentor.institution)
    found = openings_of(mentor)
    assert (found, found.left) == (Openings(3, 1), 2)
    offer.paused = True
    offer.save()
    assert openings_of(mentor).left == 0


def test_more_mentees_than_openings_leave_none():
    assert Openings(1, 3).left == 0


def test_why_says_what_the_profile_offers_and_what_both_work_on():
    invitation = InvitationFactory(roles=["coach", "sponsor"], areas=["research"])
    mentor, protege = invitation.mentor, invitation.protege
    MentorOfferFactory(
        member=mentor,
        institution=mentor.institution,
        roles=["coach"],
        areas=["research", "career"],
        expertise=["Asthma"],
    )
    protege.expertise = ["asthma", "Sleep"]
    said = why_asked(invitation)
    assert len(said) == 3
    assert "coach" in said[0]
    assert "sponsor" not in said[0]
    assert "research" in said[1]
    assert said[2] == "You share an interest in asthma."


def test_without_a_profile_they_were_chosen_by_name():
    invitation = InvitationFactory(roles=["coach"], areas=[])
    invitation.protege.given_name = "Mina"
    assert why_asked(invitation) == ["Mina chose you by name."]


def test_a_paused_profile_says_nothing():
    invitation = InvitationFactory(roles=["coach"], areas=[])
    MentorOfferFactory(
        member=invitation.mentor,
        institution=invitation.institution,
        roles=["coach"],
        paused=True,
    )
    assert len(why_asked(invitation)) == 1
