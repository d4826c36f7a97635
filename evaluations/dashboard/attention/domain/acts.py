"""What can be done about a row of the queue: put it off, note something, hand it on, be done with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.attention.domain.queue import Item
from evaluations.dashboard.attention.models import LONGEST_NOTE, AttentionState
from evaluations.errors import EvaluationError
from mentornet.pages.dashboard import USE
from profiles.models import Membership


class NotInTheFuture(EvaluationError):
    """The day until which a row is put off is not after today."""

    code = "not_in_the_future"
    message = _("Choose a day after today.")


class NotAtTheDashboard(EvaluationError):
    """The person to whom a row is handed does not work at the dashboard."""

    code = "not_at_the_dashboard"
    message = _("Choose someone who works at the dashboard.")


def colleagues_of(member: Membership) -> list[Membership]:
    """Return those to whom *member* can hand a row: everyone with a staff role who uses the dashboard."""
    rows = (
        Membership.objects.visible_to(member.user)
        .of(member.institution)
        .exclude(offices=[])
        .select_related("user")
        .order_by("family_name", "given_name", "pk")
    )
    return [one for one in rows if _works_here(one)]


def snooze(item: Item, *, until: date, by: Membership) -> AttentionState:
    """Hide the row until the day *until*. Raise NotInTheFuture."""
    if until <= by.institution.local_date():
        raise NotInTheFuture
    return _write(item, by=by, snoozed_until=until)


def wake(item: Item, *, by: Membership) -> AttentionState:
    """Show a row again that was put off. Idempotent."""
    return _write(item, by=by, snoozed_until=None)


def note(item: Item, *, text: str, by: Membership) -> AttentionState:
    """Keep a line with the row, for everyone who may see it."""
    return _write(item, by=by, note=text.strip()[:LONGEST_NOTE])


def hand_to(item: Item, *, to: Membership | None, by: Membership) -> AttentionState:
    """Hand the row to a colleague, or to no one. Raise NotAtTheDashboard for someone else."""
    if to is not None and to not in colleagues_of(by):
        raise NotAtTheDashboard
    return _write(item, by=by, handed_to=to)


def finish(item: Item, *, by: Membership) -> AttentionState:
    """Take the row off the queue until its cause is another."""
    return _write(item, by=by, done_at=timezone.now(), cause=item.cause)


def reopen(item: Item, *, by: Membership) -> AttentionState:
    """Undo `finish`. Idempotent."""
    return _write(item, by=by, done_at=None, cause="")


@transaction.atomic
def _write(item: Item, *, by: Membership, **changes: Any) -> AttentionState:
    row, _created = AttentionState.objects.update_or_create(
        institution=by.institution,
        kind=item.kind.key,
        subject=item.row.subject,
        defaults={**changes, "changed_by": by},
    )
    return row


def _works_here(member: Membership) -> bool:
    member.user.current_membership = member
    return bool(rules.has_perm(USE, member.user))
