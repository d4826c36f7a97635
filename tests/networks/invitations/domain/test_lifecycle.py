"""Two acceptances at the same instant, on two real connections."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from networks.invitations.domain.lifecycle import accept_invitation
from networks.models import Invitation, Tie
from networks.relationships.errors import CapacityReached
from tests.factories import InvitationFactory, MembershipFactory, MentorOfferFactory


@pytest.mark.django_db(transaction=True)
def test_capacity_two_accepted_at_once_leaves_one():
    offer = MentorOfferFactory(capacity=1)
    open_ones = [
        InvitationFactory(
            mentor=offer.member, protege=MembershipFactory(institution=offer.institution)
        )
        for _ in range(2)
    ]
    barrier, outcomes = Barrier(2), []

    def accept(invitation):
        barrier.wait()
        try:
            accept_invitation(invitation, by=offer.member)
            outcomes.append("accepted")
        except CapacityReached:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[one]) for one in open_ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "refused"]
    assert Tie.objects.count() == 1
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["accepted", "open"]
