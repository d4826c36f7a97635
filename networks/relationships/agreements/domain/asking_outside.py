"""Email about an agreement with a mentor elsewhere: to them, and to the mentee about their answer."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.languages import read_by
from mentornet.mail.outbox import queue_message
from mentornet.mail.purposes import Purpose
from networks.relationships.agreements.models import Agreement
from networks.relationships.domain.links import mail_link
from networks.relationships.domain.outside import tell_outside
from networks.relationships.domain.outside_links import issue_outside
from networks.relationships.domain.plain_words import one_line
from networks.relationships.models import OutsideConsent
from profiles.models import Membership


def ask_outside(row: Agreement, consent: OutsideConsent) -> None:
    """Ask the mentor elsewhere to read and confirm *row*, by a link. Raise TooManyEmails."""
    contact = row.tie.external
    if contact is None:
        return
    token = issue_outside(Purpose.OUTSIDE_AGREEMENT, contact, subject=row)
    link = settings.SITE_URL + reverse("networks:outside_agreement", args=[token])
    tell_outside(
        contact,
        consent,
        key=f"outside-agreement-{row.pk}",
        template="outside_agreement",
        subject=lambda: (
            _("%(name)s proposed how the two of you work together") % {"name": row.tie.protege.name}
        ),
        context={"link": link},
    )


@read_by("to")
def mail_answer(row: Agreement, *, to: Membership, agreed: bool) -> None:
    """Tell the mentee that the mentor elsewhere agreed, or asks for a change."""
    contact = row.tie.external
    if contact is None or not to.is_current:
        return
    subject = _("%(name)s agreed") if agreed else _("%(name)s asks for a change")
    queue_message(
        key=f"outside-agreement-{'agreed' if agreed else 'note'}-{row.pk}",
        to=to.user.email,
        subject=subject % {"name": one_line(contact.name)},
        template="outside_agreement_answer",
        context={
            "institution": row.institution,
            "name": to.short_name,
            "who": contact.name,
            "agreed": agreed,
            "note": row.outside_note,
            "link": mail_link(row.tie, recipient=to),
        },
        institution=row.institution,
    )
