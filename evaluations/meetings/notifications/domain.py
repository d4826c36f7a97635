"""What a person wants to be told and where; what mail servers say of their address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from evaluations.meetings.errors import LinkOver
from evaluations.meetings.notifications.models import Delivery
from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.outbox import cancel_optional
from mentornet.mail.purposes import Purpose
from mentornet.mail.quiet_hours import next_slot
from mentornet.tenancy.scope import enter_institution_of
from profiles.models import Membership

UNSUBSCRIBE_SALT = "evaluations.unsubscribe"


class Mail(StrEnum):
    """The mails that one can do without, each by the name of its template."""

    CHECK_INS = "check_in"
    MEETINGS = "meeting_reminder"
    SURVEYS = "survey"
    REPORTS = "gap_report"


# What says of each that someone wants it.
WISH = {
    Mail.CHECK_INS: "check_ins_by_mail",
    Mail.MEETINGS: "meetings_by_mail",
    Mail.SURVEYS: "surveys_by_mail",
    Mail.REPORTS: "reports_by_mail",
}


def wants(preferences: Delivery, mail: Mail) -> bool:
    """Return whether a mail of this kind may go to the person: they want it and their address works."""
    return bool(getattr(preferences, WISH[mail])) and not preferences.trouble


def delivery_of(member: Membership) -> Delivery:
    """Return the person's wishes; not saved yet where they never said any.

    No query where *member* came with them: `select_related("delivery", "institution")`.
    """
    row: Delivery | None = getattr(member, "delivery", None)
    return row or Delivery(member=member, institution=member.institution)


def next_hour(member: Membership, preferences: Delivery, *, after: datetime) -> datetime:
    """Return the person's next minute on a working day of theirs, later than *after* (see `hours`)."""
    return next_slot(member.pk, after=after, zone=member.zone, **preferences.leave)


@transaction.atomic
def save_delivery(
    member: Membership,
    *,
    check_ins_by_mail: bool,
    check_ins_on_page: bool,
    meetings_by_mail: bool,
    surveys_by_mail: bool,
    reports_by_mail: bool,
    away_from: date | None = None,
    away_until: date | None = None,
) -> Delivery:
    """Keep a person's wishes. Anyone who turns mail on again says that their address works."""
    row: Delivery
    row, _made = Delivery.objects.update_or_create(
        member=member,
        defaults={
            "institution": member.institution,
            "check_ins_by_mail": check_ins_by_mail,
            "check_ins_on_page": check_ins_on_page,
            "meetings_by_mail": meetings_by_mail,
            "surveys_by_mail": surveys_by_mail,
            "reports_by_mail": reports_by_mail,
            "away_from": away_from,
            "away_until": away_until,
            "trouble": Delivery.Trouble.NONE,
        },
    )
    for mail, wish in WISH.items():
        if not getattr(row, wish):
            cancel_optional(mail, member.user.email)
    return row


def unsubscribe_links(members: Sequence[Membership], mail: Mail) -> dict[UUID, str]:
    """Return the address that ends one kind of mail, for the header of RFC 8058 and the mail's foot.

    By the person's key; everyone has one for each kind.
    """
    tokens = links.standing_many(Purpose.UNSUBSCRIBE, members, subject=str(mail))
    return {
        one.pk: settings.SITE_URL + reverse("evaluations:unsubscribe", args=[token])
        for one, token in zip(members, tokens, strict=True)
    }


def unsubscribe_headers(link: str) -> dict[str, str]:
    """Return the header that lets a mail program offer “unsubscribe” with one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_unsubscribe(token: str) -> tuple[Membership, Mail]:
    """Whose mail the link ends, and which. It does not expire: the wish to be left alone does not.

    Raise LinkOver.
    """
    key: UUID | None
    try:
        if ":" in token:
            key, mail = _named_by_signature(token)
        else:
            link = links.look_up(Purpose.UNSUBSCRIBE, token)
            key, mail = link.membership_id, Mail(link.subject)
    except (LinkError, signing.BadSignature) as error:
        raise LinkOver(getattr(error, "message", None)) from error
    people = Membership.objects.select_related("institution", "user")
    member = people.filter(pk=key).first()
    if member is None:
        raise LinkOver
    return member, mail


def _named_by_signature(token: str) -> tuple[UUID, Mail]:
    """Return what a link of before there was a table of them names; a wish that does not expire either."""
    said = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    # Links of the first mails named the person alone: check-ins were all that there was.
    key, mail = (said, Mail.CHECK_INS) if isinstance(said, str) else said
    enter_institution_of(Membership.objects.filter(pk=UUID(key)))
    return UUID(key), Mail(mail)


@transaction.atomic
def stop_mail(member: Membership, mail: Mail) -> None:
    """End one kind of mail, also what waits to be sent. Idempotent."""
    Delivery.objects.update_or_create(
        member=member,
        defaults={"institution": member.institution, WISH[mail]: False},
    )
    cancel_optional(mail, member.user.email)


@transaction.atomic
def note_bounce(address: str, trouble: str) -> int:
    """Note that mail to *address* came back for good or was complained of; whom it concerns.

    Nothing optional is sent there until the person says that the address works.
    """
    people = Membership.objects.current().filter(user__email__iexact=address)
    for member in people.select_related("institution"):
        Delivery.objects.update_or_create(
            member=member, defaults={"institution": member.institution, "trouble": trouble}
        )
    for mail in Mail:
        cancel_optional(mail, address)
    return len(people)
