"""Links in email: each names a row and the recipient, and signs no one in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Model
from django.urls import reverse

from mentornet.mail import links
from mentornet.mail.errors import LinkExpired, LinkUnknown
from mentornet.mail.links import Batch, Wanted
from mentornet.mail.purposes import PURPOSES, Purpose
from profiles.models import Membership
from profiles.people.domain.activation import opens_account

SALT = "networks.mail"
# Labels of models whose pages links lead to, each by the name of its page.
PAGES = {"networks.invitation": "networks:invitation", "networks.tie": "networks:tie"}


def register_mailed_page(label: str, page: str) -> None:
    """Let links in email lead to the *page* of a row of the model *label*, whose app stands above. Idempotent."""
    PAGES[label] = page


@dataclass(frozen=True)
class MailLink:
    """What a link leads to, and for whom."""

    page: str
    row_id: UUID
    user_id: UUID
    may_activate: bool

    @property
    def path(self) -> str:
        return reverse(self.page, args=[self.row_id])


def mail_link(row: Model, *, recipient: Membership, batch: Batch | None = None) -> str:
    """Return the full address, for *recipient*'s mail, that leads to *row*.

    With a *batch*, it works once that is saved.
    """
    wanted = Wanted(recipient, address=recipient.user.email, subject=row)
    if batch is None:
        [token] = links.issue_many(Purpose.PAGE, [wanted])
    else:
        token = batch.issue(Purpose.PAGE, wanted)
    return settings.SITE_URL + reverse("networks:mail_link", args=[token])


def read_link(token: str) -> MailLink:
    """Return what *token* names; raise a LinkError."""
    if ":" in token:
        return _read_signed(token)
    link = links.look_up(Purpose.PAGE, token)
    label, _colon, key = link.subject.partition(":")
    page = PAGES.get(label)
    if page is None or link.user_id is None:
        raise LinkUnknown
    return MailLink(page, UUID(key), link.user_id, may_activate=opens_account(link))


def _read_signed(token: str) -> MailLink:
    """Return what a signed link from before the table of links names."""
    terms = PURPOSES[Purpose.PAGE]
    try:
        kind, row_id, user_id = signing.loads(token, salt=SALT, max_age=terms.lifetime)
    except signing.SignatureExpired as error:
        raise LinkExpired(terms.expired) from error
    except signing.BadSignature as error:
        raise LinkUnknown from error
    return MailLink(f"networks:{kind}", UUID(row_id), UUID(user_id), may_activate=False)
