"""Links in mail: one table of them, each with a purpose, a holder and a state.

1. `issue` makes a token of 256 random bits. It is in the message and nowhere else: the table keeps
   its SHA-256.
2. `look_up` says what a token is for, or why it does not work. It changes nothing, so a page that
   is only fetched, by a mail scanner say, leaves a link as it was.
3. `use` ends a link that works once; of two that use it at the same moment, one is refused.
4. `revoke` ends links with their matter. A link also dies with the login or the membership that
   holds it, whether or not anyone revoked it, and most die with time: `PURPOSES` says when.

A standing link (`standing`) is shown to its holder more than once, so its token is derived from the
key of its row with SECRET_KEY, and can be told again; without that key it can not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from mentornet.mail.errors import LinkExpired, LinkUnknown, LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose, Terms
from mentornet.tenancy.scope import enter

State = Link.State
BATCH = 1_000
PURGE_BATCH = 5_000
KEPT_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Wanted:
    """A link to be made: see `issue`."""

    holder: Any = None
    address: str = ""
    institution: Any = None
    subject: str | models.Model = ""
    expires_at: datetime | None = None


def issue(
    purpose: Purpose,
    *,
    holder: Any = None,
    address: str = "",
    institution: Any = None,
    subject: str | models.Model = "",
    expires_at: datetime | None = None,
) -> str:
    """Return the token of a new link for *holder*, a login or a membership, or for an *address*.

    *expires_at* can make its life shorter than its purpose allows, never longer.
    """
    wanted = Wanted(holder, address, institution, subject, expires_at)
    return issue_many(purpose, [wanted])[0]


def issue_many(purpose: Purpose, wanted: Sequence[Wanted]) -> list[str]:
    """Return the tokens of new links, in the order of *wanted*; one statement a thousand."""
    batch = Batch()
    tokens = [batch.issue(purpose, one) for one in wanted]
    batch.save()
    return tokens


class Batch:
    """Links for many messages, written with one statement a thousand when all of them are made."""

    def __init__(self) -> None:
        self.rows: list[Link] = []

    def issue(self, purpose: Purpose, wanted: Wanted) -> str:
        """Return the token of a link that works once the batch is saved."""
        token = secrets.token_urlsafe(32)
        self.rows.append(_link(purpose, wanted, timezone.now(), token=token))
        return token

    def save(self) -> None:
        """Write the links; call it in the transaction that queues their messages."""
        Link.objects.bulk_create(self.rows, batch_size=BATCH)
        self.rows = []


def current_token(purpose: Purpose, *, holder: Any, subject: str | models.Model = "") -> str | None:
    """Return the standing token that the membership *holder* has; None where there is none.

    Changes nothing.
    """
    return _told_again(purpose, [holder], subject)[0].get(holder.pk)


def standing(purpose: Purpose, *, holder: Any, subject: str | models.Model = "") -> str:
    """Return the token of the one live link that the membership *holder* has for *subject*."""
    return standing_many(purpose, [holder], subject=subject)[0]


def standing_many(
    purpose: Purpose, holders: Sequence[Any], *, subject: str | models.Model = ""
) -> list[str]:
    """Return each membership's standing token, in their order; two to six statements in all."""
    if not PURPOSES[purpose].standing:
        raise ValueError(f"A link for {purpose} is made for each message.")
    if not holders:
        return []
    tokens, lost = _told_again(purpose, holders, subject)
    if lost:
        Link.objects.filter(pk__in=lost).update(state=State.REVOKED, ended_at=timezone.now())
    missing = {one.pk: one for one in holders if one.pk not in tokens}
    if missing:
        now = timezone.now()
        # Another transaction may be first with one of them, so they are read again.
        Link.objects.bulk_create(
            (_link(purpose, Wanted(one, subject=subject), now) for one in missing.values()),
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        tokens |= _told_again(purpose, list(missing.values()), subject)[0]
    return [tokens[one.pk] for one in holders]


def look_up(purpose: Purpose, token: str) -> Link:
    """Return the live link of this purpose; raise LinkUnknown, LinkUsed or LinkExpired.

    Changes nothing.
    """
    link = Link.objects.filter(token_hash=_hash(token), purpose=purpose).first()
    if link is None:
        raise LinkUnknown
    if link.institution_id is not None:
        enter(institution=link.institution_id)
    terms = PURPOSES[purpose]
    if link.state == State.USED:
        raise LinkUsed(terms.used)
    if link.state == State.REVOKED or _holder_is_gone(link, terms):
        raise LinkUsed(terms.ended)
    if link.expires_at is not None and link.expires_at <= timezone.now():
        raise LinkExpired(terms.expired)
    return link


def use(link: Link) -> None:
    """End a link that works once; raise LinkUsed where another was first."""
    now = timezone.now()
    live = Link.objects.filter(pk=link.pk, state=State.LIVE)
    if not live.update(state=State.USED, ended_at=now):
        raise LinkUsed(PURPOSES[link.purpose].used)
    link.state, link.ended_at = State.USED, now


def revoke(
    *,
    purposes: Iterable[Purpose] = (),
    holder: Any = None,
    address: str = "",
    subjects: Iterable[str | models.Model] = (),
) -> int:
    """End the live links that all of this is true of; how many there were.

    Call it in the transaction in which a login closes, an address changes or a matter ends. Raise
    ValueError when nothing is named: no call ends every link.
    """
    purposes, names = list(purposes), [name_of(one) for one in subjects]
    live = Link.objects.filter(state=State.LIVE)
    if not (purposes or holder or address or names):
        raise ValueError("Name whose links end, or which.")
    if purposes:
        live = live.filter(purpose__in=purposes)
    if holder is not None:
        column = "membership" if _is_membership(holder) else "user"
        live = live.filter(**{column: holder.pk})
    if address:
        live = live.filter(address__iexact=address)
    if names:
        live = live.filter(subject__in=names)
    return live.update(state=State.REVOKED, ended_at=timezone.now())


def name_of(subject: str | models.Model) -> str:
    """Return how a link names the row that it is about."""
    if isinstance(subject, models.Model):
        return f"{subject._meta.label_lower}:{subject.pk}"
    return subject


def key_of(link: Link, kind: type[models.Model]) -> UUID:
    """Return the key of the row that *link* is about; raise LinkUnknown unless it is a *kind*."""
    label, _colon, key = link.subject.partition(":")
    if label != kind._meta.label_lower:
        raise LinkUnknown
    return UUID(key)


def purge_links(*, now: datetime | None = None, size: int = PURGE_BATCH) -> int:
    """Delete up to *size* links that have been over for KEPT_AFTER; how many there were.

    Until then their page says what became of them.
    """
    before = (now or timezone.now()) - KEPT_AFTER
    over = Link.objects.filter(models.Q(ended_at__lt=before) | models.Q(expires_at__lt=before))
    return Link.objects.filter(pk__in=over.values("pk")[:size]).delete()[0]


def _told_again(
    purpose: Purpose, holders: Sequence[Any], subject: str | models.Model
) -> tuple[dict[UUID, str], list[UUID]]:
    """Return the tokens of the standing links that there are, by the key of their membership.

    And the keys of the links whose token no key of ours can tell again: their holders get others.
    """
    live = Link.objects.filter(
        purpose=purpose, membership__in=holders, subject=name_of(subject), state=State.LIVE
    )
    tokens: dict[UUID, str] = {}
    lost = []
    for link in live:
        token = _token_of(link)
        if token and link.membership_id:
            tokens[link.membership_id] = token
        else:
            lost.append(link.pk)
    return tokens, lost


def _link(purpose: Purpose, wanted: Wanted, now: datetime, *, token: str = "") -> Link:
    terms = PURPOSES[purpose]
    holder, address = wanted.holder, wanted.address
    membership = holder if holder is not None and _is_membership(holder) else None
    if terms.of_address and holder is not None:
        address = address or (membership.user if membership else holder).email
    if wanted.institution is not None:
        institution_id = wanted.institution.pk
    else:
        institution_id = membership.institution_id if membership else None
    expires_at = wanted.expires_at
    if terms.lifetime is not None:
        latest = now + terms.lifetime
        expires_at = min(expires_at, latest) if expires_at else latest
    link = Link(
        purpose=purpose,
        user_id=membership.user_id if membership else holder and holder.pk,
        membership=membership,
        address=address.lower(),
        institution_id=institution_id,
        subject=name_of(wanted.subject),
        created_at=now,
        expires_at=expires_at,
    )
    link.token_hash = _hash(token or _derived(link.pk, settings.SECRET_KEY))
    return link


def _holder_is_gone(link: Link, terms: Terms) -> bool:
    """Return whether the login or membership is closed, or has another address than the link was for."""
    if link.user is not None:
        if not link.user.is_active:
            return True
        if terms.of_address and link.user.email.lower() != link.address:
            return True
    membership = link.membership
    return membership is not None and not (membership.is_current or terms.outlives_membership)


def _is_membership(holder: models.Model) -> bool:
    return holder._meta.label_lower == "profiles.membership"


def _token_of(link: Link) -> str | None:
    """Return the token of a standing link, made with the present SECRET_KEY or one of before."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derived(link.pk, key)
        if hmac.compare_digest(_hash(token), bytes(link.token_hash)):
            return token
    return None


def _derived(key: UUID, secret: str) -> str:
    digest = hmac.digest(f"mentornet.mail.links:{secret}".encode(), key.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
