"""What a person wants to be told and where; what mail servers say of their address."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing
from django.db import transaction

from evaluations.domain.check_in import UNSUBSCRIBE_SALT
from evaluations.errors import LinkOver
from evaluations.models import Delivery
from profiles.models import Membership


def delivery_of(member: Membership) -> Delivery:
    """The person's wishes; not saved yet where they never said any."""
    row: Delivery | None = Delivery.objects.filter(member=member).first()
    return row or Delivery(member=member, institution=member.institution)


@transaction.atomic
def save_delivery(
    member: Membership,
    *,
    check_ins_by_mail: bool,
    check_ins_on_page: bool,
    reports_by_mail: bool,
    away_from: date | None = None,
    away_until: date | None = None,
) -> Delivery:
    """Keep a person's wishes. Whoever turns mail on again says that their address works."""
    row: Delivery
    row, _made = Delivery.objects.update_or_create(
        member=member,
        defaults={
            "institution": member.institution,
            "check_ins_by_mail": check_ins_by_mail,
            "check_ins_on_page": check_ins_on_page,
            "reports_by_mail": reports_by_mail,
            "away_from": away_from,
            "away_until": away_until,
            "trouble": Delivery.Trouble.NONE,
        },
    )
    return row


def read_unsubscribe(token: str) -> Membership:
    """Whose mail the link ends. It does not expire: the wish to be left alone does not. Raises LinkOver."""
    try:
        key = UUID(signing.loads(token, salt=UNSUBSCRIBE_SALT))
    except signing.BadSignature as error:
        raise LinkOver from error
    member = Membership.objects.select_related("institution").filter(pk=key).first()
    if member is None:
        raise LinkOver
    return member


@transaction.atomic
def stop_check_in_mail(member: Membership) -> None:
    """End check-ins by mail; they stay on the person's pages. Twice is once."""
    Delivery.objects.update_or_create(
        member=member,
        defaults={"institution": member.institution, "check_ins_by_mail": False},
    )


@transaction.atomic
def note_trouble(address: str, trouble: str) -> int:
    """Note that mail to *address* came back for good or was complained of; whom it concerns.

    Nothing optional is sent there until the person says that the address works.
    """
    people = Membership.objects.current().filter(user__email__iexact=address)
    for member in people.select_related("institution"):
        Delivery.objects.update_or_create(
            member=member, defaults={"institution": member.institution, "trouble": trouble}
        )
    return len(people)
