"""What an ended tie leaves behind: meetings that are still planned, actions that are still open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import cancel_meetings
from evaluations.meetings.models import ActionItem, Meeting, PrivateNote
from networks.models import Tie

# The rule that the page on one's own data states.
KEPT_AFTER_LEAVING = timedelta(days=365)


def settle_ended_ties(*, now: datetime | None = None) -> int:
    """Close what ended ties left open, once the day on which they can be taken back is over.

    The other side learns of an ending only then, so nothing may be canceled before. How many
    meetings and actions were closed.
    """
    moment = now or timezone.now()
    open_meetings = Meeting.objects.open().filter(tie__state=Tie.State.ENDED)
    open_actions = ActionItem.objects.open().filter(tie__state=Tie.State.ENDED)
    keys = set(open_meetings.values_list("tie_id", flat=True)) | set(
        open_actions.values_list("tie_id", flat=True)
    )
    return sum(_settle(tie, moment) for tie in Tie.objects.filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def _settle(tie: Tie, now: datetime) -> int:
    locked = (
        Tie.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("institution", "protege__user", "mentor__user", "external__owner__user")
        .filter(pk=tie.pk, state=Tie.State.ENDED)
        .first()
    )
    if (
        locked is None
        or locked.ended_on is None
        or locked.ended_on >= locked.institution.local_date(now=now)
    ):
        return 0
    meetings = list(Meeting.objects.open().filter(tie=locked).select_for_update(of=("self",)))
    for meeting in meetings:
        meeting.tie = locked
    if meetings:
        cancel_meetings(meetings, by=None)
    actions = ActionItem.objects.open().filter(tie=locked).update(dropped_at=now)
    return len(meetings) + actions


def drop_notes_of_those_who_left(*, now: datetime | None = None) -> int:
    """Delete the private notes of people who left more than a year ago; return how many."""
    limit = (now or timezone.now()).date() - KEPT_AFTER_LEAVING
    dropped, _kinds = PrivateNote.objects.filter(author__end_date__lt=limit).delete()
    return dropped
