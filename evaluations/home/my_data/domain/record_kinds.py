"""What is held about a person’s email, concerns, and what the software noted of them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.home.my_data.domain.kind import YOU, Kind, own
from mentornet.mail.marks import marks_of
from mentornet.models import Link, OutboxMessage
from networks.models import (
    Concern,
)
from profiles.models import (
    AddressClaim,
    AuditEvent,
    MembershipOffer,
)

RECORDS: tuple[Kind, ...] = (
    Kind(
        "emails",
        _("Changes of your sign-in email"),
        _("you; the ombuds, directors and operators while they wait"),
        own(AddressClaim, "membership"),
        _("They show how your email changed, and that no one took it."),
    ),
    Kind(
        "offers_to_join",
        _("Invitations to use your account here"),
        YOU,
        own(MembershipOffer, "membership"),
        _("It shows that you decided about it."),
    ),
    Kind(
        "concerns",
        _("Concerns under your name"),
        _("you and the ombuds you gave them to"),
        own(Concern, "reporter"),
        _("The ombuds must be able to finish what you asked for."),
    ),
    Kind(
        "mails",
        _("Mail that was sent to you"),
        _("you; operators that it was sent"),
        lambda member: OutboxMessage.objects.filter(recipient_mark__in=marks_of(member.user.email)),
        _("It shows what you were told, and that nothing is sent twice."),
    ),
    Kind(
        "links",
        _("Links that were sent to you"),
        _("you"),
        lambda member: Link.objects.filter(
            Q(membership=member) | Q(membership=None, user=member.user)
        ),
        _("Each works for a time only. Three months later it is deleted."),
    ),
    Kind(
        "events",
        _("What you did, without any text"),
        _("operators"),
        lambda member: AuditEvent.objects.filter(actor=member.user, institution=member.institution),
        _("It shows who did what, for your own protection too."),
    ),
)
