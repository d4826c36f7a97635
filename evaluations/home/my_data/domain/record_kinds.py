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
    HeldEnding,
    MembershipOffer,
)

RECORDS: tuple[Kind, ...] = (
    Kind(
        "emails",
        _("Changes to your sign-in email"),
        _("you; the ombuds, directors and operators while a change is pending"),
        own(AddressClaim, "membership"),
        _("They show how your email changed and that no one else took it over."),
    ),
    Kind(
        "held_ending",
        _("The end of your membership, while it waits for a director"),
        _("you and the directors"),
        own(HeldEnding, "member"),
        _("A director decides whether it is a mistake."),
    ),
    Kind(
        "offers_to_join",
        _("Invitations to use your account here"),
        YOU,
        own(MembershipOffer, "membership"),
        _("It shows what you decided."),
    ),
    Kind(
        "concerns",
        _("Concerns you raised under your name"),
        _("you and the ombuds you sent them to"),
        own(Concern, "reporter"),
        _("The ombuds needs them to finish what you asked for."),
    ),
    Kind(
        "mails",
        _("Emails sent to you"),
        _("you; operators see only that an email was sent"),
        lambda member: OutboxMessage.objects.filter(recipient_mark__in=marks_of(member.user.email)),
        _("It shows what we sent you, and prevents us from sending it twice."),
    ),
    Kind(
        "links",
        _("Links sent to you"),
        YOU,
        lambda member: Link.objects.filter(
            Q(membership=member) | Q(membership=None, user=member.user)
        ),
        _("Each link works for a limited time. We delete it three months later."),
    ),
    Kind(
        "events",
        _("Your activity log, without any text you wrote"),
        _("operators"),
        lambda member: AuditEvent.objects.filter(actor=member.user, institution=member.institution),
        _("It shows who did what. This protects you too."),
    ),
)
