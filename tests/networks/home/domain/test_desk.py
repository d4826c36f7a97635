"""What the home page shows of one person's network."""

import pytest

from networks.home.domain.desk import read_desk
from networks.models import Tie
from tests.factories import InvitationFactory, MembershipFactory, MentorOfferFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


def test_desk_splits_invitations_by_side(member):
    asked = InvitationFactory(
        mentor=member, protege=MembershipFactory(institution=member.institution)
    )
    sent = InvitationFactory(
        protege=member, mentor=MembershipFactory(institution=member.institution)
    )
    InvitationFactory(state="declined", answered_at=sent.sent_at, protege=member)

    desk = read_desk(member)

    assert (desk.to_answer, desk.waiting) == ((asked,), (sent,))


def test_desk_separates_relationships_to_confirm_from_mentees(member):
    new = MembershipFactory(institution=member.institution)
    known = MembershipFactory(institution=member.institution)
    unconfirmed = TieFactory(mentor=member, protege=new, state=Tie.State.UNCONFIRMED)
    active = TieFactory(mentor=member, protege=known)
    TieFactory(protege=MembershipFactory(institution=member.institution))

    desk = read_desk(member)

    assert (desk.to_confirm, desk.proteges) == ((unconfirmed,), (active,))


@pytest.mark.parametrize(("capacity", "is_full"), [(1, True), (2, False)])
def test_mentor_is_full_at_capacity(member, capacity, is_full):
    MentorOfferFactory(member=member, capacity=capacity)
    TieFactory(mentor=member, protege=MembershipFactory(institution=member.institution))

    assert read_desk(member).is_full is is_full


def test_mentor_without_an_offer_is_never_full(member):
    desk = read_desk(member)

    assert (desk.capacity, desk.is_full, desk.load) == (None, False, 0)
