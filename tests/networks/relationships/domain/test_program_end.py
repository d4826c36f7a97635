"""A program ends a relationship that it made: as any end, but by neither of the two."""

import pytest

from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from networks.relationships.domain.program_end import end_for_program
from networks.relationships.domain.tie import can_undo_end
from networks.relationships.errors import TieClosed
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def test_it_ends_once_and_neither_is_named_nor_can_undo_it() -> None:
    tie = TieFactory(origin=Tie.Origin.FORMAL)
    director = MembershipFactory(institution=tie.institution)

    for _twice in range(2):
        ended = end_for_program(tie, by=director, program="Career Mentors", words="Thank you.")

    assert (ended.state, ended.ended_on) == (Tie.State.ENDED, tie.institution.local_date())
    assert not any(can_undo_end(ended, by=one) for one in (tie.protege, tie.mentor))
    texts = [one.body_text for one in OutboxMessage.objects.all()]
    assert len(texts) == 2
    assert all("Career Mentors" in one and "Thank you." in one for one in texts)


def test_what_is_not_active_is_refused_and_who_left_is_not_emailed() -> None:
    tie = TieFactory(state=Tie.State.UNCONFIRMED)
    director = MembershipFactory(institution=tie.institution)
    with pytest.raises(TieClosed):
        end_for_program(tie, by=director, program="Career Mentors")

    left = TieFactory(mentor__end_date="2026-01-01")
    end_for_program(left, by=director, program="Career Mentors")
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == [
        left.protege.user.email
    ]
