"""Links in mail: they name a row and the person whom the mail was for, and let nobody in."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from networks.errors import LinkExpired, LinkUnknown
from networks.models import Invitation, Tie
from profiles.domain.activation import LIFETIME as ACTIVATION_LIFETIME
from profiles.models import Membership

SALT = "networks.mail"
VALID_FOR = timedelta(days=120)
KINDS = {"invitation": Invitation, "tie": Tie}


@dataclass(frozen=True)
class MailLink:
    """What a link leads to, and for whom."""

    kind: str
    row_id: UUID
    user_id: UUID
    may_activate: bool

    @property
    def path(self) -> str:
        return reverse(f"networks:{self.kind}", args=[self.row_id])


def mail_link(row: Invitation | Tie, *, recipient: Membership) -> str:
    """Return the full address, for *recipient*'s mail, that leads to *row*."""
    kind = row._meta.model_name
    token = signing.dumps([kind, row.pk.hex, recipient.user_id.hex], salt=SALT)
    return settings.SITE_URL + reverse("networks:mail_link", args=[token])


def read_link(token: str) -> MailLink:
    """Return what *token* names; raise LinkExpired or LinkUnknown."""
    try:
        kind, row_id, user_id = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        age = timezone.now().timestamp() - _signed_at(token)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise LinkUnknown from error
    return MailLink(
        kind=kind,
        row_id=UUID(row_id),
        user_id=UUID(user_id),
        # It opens an account no longer than a link that was sent for that.
        may_activate=age < ACTIVATION_LIFETIME.total_seconds(),
    )


def _signed_at(token: str) -> int:
    """When a genuine token was made, in seconds since 1970 (see django.core.signing)."""
    return signing.b62_decode(token.rsplit(":", 2)[1])
