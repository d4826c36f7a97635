"""Who answers a mail between two people writes to the other, if the other likes that."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.announcements import HELD
from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage
from networks.invitations.domain.messages import mail_invitation
from networks.models import Tie
from networks.relationships.agreements.domain.confirming import propose_agreement, starting_terms
from profiles.models import Membership
from tests.evaluations.check_ins.domain.test_asking import TUESDAY, ask, pair
from tests.evaluations.meetings.domain.test_lifecycle import ahead, client_of, plan
from tests.factories import InstitutionFactory, InvitationFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie() -> Tie:
    found = TieFactory()
    Membership.objects.filter(pk=found.protege_id).update(
        given_name="Zoë", family_name="Ångström, Jr"
    )
    found.protege.refresh_from_db()
    return found


def choose(member: Membership, **wanted: str) -> None:
    address = reverse("evaluations:delivery")
    page = client_of(member).get(address)
    given = {name: "on" for name in page.context["form"].fields if name.endswith(("mail", "page"))}
    client_of(member).post(address, given | wanted)


def replies() -> dict[str, str]:
    rows = OutboxMessage.objects.order_by("created_at")
    return {f"{one.kind} {one.recipient}": one.headers.get("Reply-To", "") for one in rows}


def test_each_of_two_answers_the_other(tie) -> None:
    plan(tie, tie.protege, ahead())
    propose_agreement(tie, by=tie.protege, **starting_terms(tie, today=timezone.localdate()))
    send_due(now=timezone.now() + HELD)

    to = {one.to[0]: one.message()["Reply-To"] for one in mail.outbox}
    assert to[tie.protege.user.email].endswith(f"<{tie.mentor.email}>")
    assert to[tie.mentor.user.email].endswith(f"<{tie.protege.email}>")
    assert all(one.message()["Reply-To"] for one in mail.outbox)
    assert len(mail.outbox) == 3


def test_who_does_not_like_it_is_not_named(tie) -> None:
    choose(tie.protege)
    plan(tie, tie.protege, ahead())

    assert replies() == {
        f"meeting_planned {tie.protege.user.email}": replies()[
            f"meeting_planned {tie.protege.user.email}"
        ],
        f"meeting_planned {tie.mentor.user.email}": "",
    }
    choose(tie.protege, reply_to_me="on")
    plan(tie, tie.protege, ahead(9))
    assert [one for one in replies().values() if tie.protege.email in one]


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("invitation_received", True),
        ("invitation_accepted", True),
        ("invitation_declined", False),
        ("invitation_withdrawn", False),
    ],
)
def test_who_declines_is_left_alone(template, named) -> None:
    invitation = InvitationFactory()
    to = invitation.mentor if template in ("invitation_received", "invitation_withdrawn") else None
    mail_invitation(template, invitation, to=to or invitation.protege)

    assert [bool(one) for one in replies().values()] == [named]


def test_the_two_see_each_others_address_while_they_work_together(tie) -> None:
    def page() -> str:
        address = reverse("evaluations:relationship", args=[tie.pk])
        return client_of(tie.mentor).get(address).content.decode()

    assert f'href="mailto:{tie.protege.email}"' in page()
    Tie.objects.update(state="ended", ended_on=timezone.localdate())
    assert tie.protege.email not in page()


def test_a_check_in_is_answered_to_nobody() -> None:
    pair(InstitutionFactory(time_zone="UTC"))
    ask(TUESDAY)

    assert {one.split()[0] for one in replies()} == {"check_in"}
    assert set(replies().values()) == {""}
