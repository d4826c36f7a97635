"""Whatever two people do, they never have two open invitations or two open ties."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from networks.errors import NetworkError, NotAvailable
from networks.invitations.domain import lifecycle as asking
from networks.models import Exclusion, Invitation, Tie
from networks.relationships.domain import tie as tying
from networks.relationships.errors import NotConfirmedBefore
from profiles.models import Membership
from tests.factories import ExclusionFactory, InvitationFactory, MembershipFactory
from tests.support.examples import examples

ACTIONS = st.sampled_from(
    ["send", "record", "accept", "decline", "withdraw", "confirm", "refuse", "end", "undo"]
)


def record(protege: Membership, mentor: Membership) -> Tie:
    return tying.record_tie(
        protege,
        mentor=mentor,
        kind="traditional_dyad",
        roles=["coach"],
        areas=[],
        closeness=1,
        frequency="weekly",
    )


def act(action: str, protege: Membership, mentor: Membership) -> None:
    asked = Invitation.objects.between(protege, mentor).order_by("sent_at").last()
    tie = Tie.objects.between(protege, mentor).order_by("created_at").last()
    if action == "send":
        asking.send_invitation(protege, mentor=mentor, help_asked="Help?", roles=["coach"])
    elif action == "record":
        record(protege, mentor)
    elif asked and action in ("accept", "decline"):
        getattr(asking, f"{action}_invitation")(asked, by=mentor)
    elif asked and action == "withdraw":
        asking.withdraw_invitation(asked, by=protege)
    elif tie and action in ("confirm", "refuse"):
        getattr(tying, f"{action}_tie")(tie, by=mentor)
    elif tie and action == "end":
        tying.end_tie(tie, by=protege)
    elif tie and action == "undo":
        tying.undo_end(tie, by=protege)


class PairTests(TestCase):
    @given(st.lists(ACTIONS, max_size=12))
    @settings(max_examples=examples(25))
    def test_pair_has_one_thing_open_at_most(self, actions):
        protege = MembershipFactory()
        mentor = MembershipFactory(institution=protege.institution)
        for action in actions:
            with suppress(NetworkError):
                act(action, protege, mentor)
            open_ones = (
                Invitation.objects.open().between(protege, mentor).count()
                + Tie.objects.open().between(protege, mentor).count()
            )
            assert open_ones <= 1


@pytest.mark.django_db
def test_send_to_excluded_pair_says_only_not_available():
    protege = MembershipFactory()
    mentor = MembershipFactory(institution=protege.institution)
    ExclusionFactory(owner=mentor, other=protege, reach=Exclusion.Reach.PAIR)
    with pytest.raises(NotAvailable):
        asking.send_invitation(protege, mentor=mentor, help_asked="Help?")


@pytest.mark.django_db
def test_send_to_other_institution_is_not_available():
    with pytest.raises(NotAvailable):
        asking.send_invitation(MembershipFactory(), mentor=MembershipFactory(), help_asked="Help?")


@pytest.mark.django_db
def test_refused_tie_is_not_asked_for_again():
    protege = MembershipFactory()
    mentor = MembershipFactory(institution=protege.institution)
    tying.refuse_tie(record(protege, mentor), by=mentor)
    with pytest.raises(NotConfirmedBefore):
        record(protege, mentor)


@pytest.mark.django_db
def test_refer_keeps_the_name_for_the_protege():
    invitation = InvitationFactory()
    colleague = MembershipFactory(institution=invitation.institution)
    answered = asking.refer_invitation(invitation, by=invitation.mentor, to=colleague)
    assert (answered.state, answered.referred_to) == (Invitation.State.REFERRED, colleague)
