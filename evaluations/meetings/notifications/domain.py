"""The links by which a person ends one kind of email, without signing in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from evaluations.meetings.errors import LinkOver
from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.purposes import Purpose
from mentornet.tenancy.scope import enter_institution_of
from profiles.models import Membership
from profiles.people.domain.preferences import Mail

UNSUBSCRIBE_SALT = "evaluations.unsubscribe"


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
