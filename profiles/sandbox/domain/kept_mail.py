"""What would have been sent: the mail of a test institution, which no one gets and its managers read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from mentornet.models import OutboxMessage
from profiles.models import Institution, Membership


@dataclass(frozen=True)
class KeptMail:
    """A message, and the person for whose test login it is (None: it is for someone outside)."""

    message: OutboxMessage
    member: Membership | None

    @property
    def to(self) -> str:
        """The email that the roster knows; a login's own is told beside it."""
        return self.member.email if self.member else self.message.recipient

    @property
    def is_cleared(self) -> bool:
        return not self.message.recipient


def kept_mail(sandbox: Institution) -> QuerySet[OutboxMessage]:
    """Return what was kept of *sandbox*, newest first. Call it, and read it, in its scope."""
    rows = OutboxMessage.objects.filter(institution=sandbox, state=OutboxMessage.State.WITHHELD)
    return rows.order_by("-sent_at", "-id")


def addressed(messages: Sequence[OutboxMessage], *, sandbox: Institution) -> list[KeptMail]:
    """Return *messages* with whom they are for. One query."""
    logins = {one.recipient.lower() for one in messages}
    places = Membership.objects.of(sandbox).filter(user__email__in=logins).select_related("user")
    people = {one.user.email.lower(): one for one in places}
    return [KeptMail(one, people.get(one.recipient.lower())) for one in messages]


def one_kept(sandbox: Institution, pk: UUID) -> KeptMail | None:
    """Return one message of *sandbox*, if it is there."""
    found = kept_mail(sandbox).filter(pk=pk).first()
    return addressed([found], sandbox=sandbox)[0] if found else None
