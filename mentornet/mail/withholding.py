"""Taking back mail that waits to be sent: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from mentornet.mail.models import OutboxMessage


def withhold(key_prefixes: Sequence[str]) -> bool:
    """Delete the messages whose keys start so, unless one of them is being sent or was; whether.

    Deleted and not cancelled, since the same act may be done again under the same keys. Call it in
    the transaction that takes the act back: no worker claims a row meanwhile.
    """
    if not key_prefixes:
        return True
    named = Q()
    for prefix in key_prefixes:
        named |= Q(key__startswith=prefix)
    rows = list(
        OutboxMessage.objects.filter(named)
        .select_for_update(of=("self",))
        .only("pk", "state", "claimed_until")
    )
    waiting = OutboxMessage.State.PENDING
    if any(row.state != waiting or row.claimed_until is not None for row in rows):
        return False
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return True
