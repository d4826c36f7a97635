"""What a director writes to those who facilitate groups: once a person, and once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.sessions.facilitators.domain import names_of, write_to_facilitators
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import AuditEvent
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db
SAID = {"subject": "Rooms", "text": "Which room do you meet in?"}


@pytest.fixture
def here():
    return InstitutionFactory()


def facilitator(of, member=None, **more) -> GroupMember:
    who = {"member": member} if member else {}
    return GroupMemberFactory(group=of, part=GroupMember.Part.FACILITATOR, **who, **more)


def written() -> list[str]:
    return list(
        OutboxMessage.objects.filter(kind="facilitators").values_list("recipient", flat=True)
    )


def test_who_facilitates_two_groups_gets_one_email_that_names_both(here):
    first, second = PeerGroupFactory(institution=here), PeerGroupFactory(institution=here)
    one = facilitator(first)
    facilitator(second, one.member)

    sent = write_to_facilitators(
        PeerGroup.objects.all(), by=MembershipFactory(institution=here), **SAID
    )

    assert sent == 1
    assert written() == [one.member.user.email]
    text = OutboxMessage.objects.get(kind="facilitators").body_text
    assert first.name in text
    assert second.name in text
    # The log says that both groups' facilitators were written to, and not what.
    events = AuditEvent.objects.filter(verb="group.facilitators_written_to")
    assert {str(event.subject_id) for event in events} == {str(first.pk), str(second.pk)}
    assert SAID["text"] not in str(list(events.values()))


def test_same_text_is_sent_once_a_day_and_another_text_again(here):
    facilitator(PeerGroupFactory(institution=here))
    director = MembershipFactory(institution=here)

    def sent(**said: str) -> int:
        return write_to_facilitators(PeerGroup.objects.all(), by=director, **(SAID | said))

    assert [sent(), sent(), sent(text="And when?"), sent()] == [1, 0, 1, 0]


def test_no_one_else_is_written_to_or_named(here):
    group = PeerGroupFactory(institution=here)
    today = timezone.localdate()
    GroupMemberFactory(group=group)
    facilitator(group, left_on=today - timedelta(days=1))
    facilitator(PeerGroupFactory(institution=here, ended_on=today))

    assert (
        write_to_facilitators(
            PeerGroup.objects.all(), by=MembershipFactory(institution=here), **SAID
        )
        == 0
    )
    assert written() == []
    assert names_of([group.pk]) == {}
