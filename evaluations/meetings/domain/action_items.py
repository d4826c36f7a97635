"""What one of the two takes on, and whether it is done."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain.participants import (
    Participants,
    lock_participants_for_update,
    members_of,
    of,
)
from evaluations.meetings.errors import NotYourTie
from evaluations.meetings.models import ActionItem, Meeting
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership

MOST_OPEN = 100


@transaction.atomic
def add_action(
    participants: Participants,
    *,
    by: Membership,
    owner: Membership,
    text: str,
    due_on: date | None = None,
    meeting: Meeting | None = None,
) -> ActionItem:
    """Note what *owner* takes on; the same open text Idempotent.

    Raise NotYourTie (also for an owner who is not among them), TieOver, TooMany.
    """
    locked = lock_participants_for_update(participants, by)
    if owner not in members_of(locked):
        raise NotYourTie
    there = ActionItem.objects.open().filter(**of(locked))
    if same := there.filter(owner=owner, text=text, due_on=due_on).first():
        return same
    if there.count() >= MOST_OPEN:
        raise TooMany(
            _("You have %(most)d open action items. Finish or remove some first.")
            % {"most": MOST_OPEN}
        )
    item: ActionItem = ActionItem.objects.create(
        institution=locked.institution,
        **of(locked),
        meeting=meeting,
        owner=owner,
        text=text,
        due_on=due_on,
    )
    record(Verb.ACTION_ADDED, actor=by.user, institution=locked.institution, subject=item)
    return item


@transaction.atomic
def set_done(item: ActionItem, *, by: Membership, done: bool) -> ActionItem:
    """Tick an action off, or take that back; either side may. Raise NotYourTie."""
    lock_participants_for_update(item.participants, by, active=False)
    locked: ActionItem = ActionItem.objects.select_for_update().get(pk=item.pk)
    if bool(locked.done_at) != done:
        locked.done_at = timezone.now() if done else None
        locked.save(update_fields=["done_at"])
        verb = Verb.ACTION_DONE if done else Verb.ACTION_REOPENED
        record(verb, actor=by.user, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def drop_action(item: ActionItem, *, by: Membership) -> ActionItem:
    """Let an action go; it is kept, and stands on no agenda. Raise NotYourTie."""
    lock_participants_for_update(item.participants, by, active=False)
    locked: ActionItem = ActionItem.objects.select_for_update().get(pk=item.pk)
    if locked.dropped_at is None:
        locked.dropped_at = timezone.now()
        locked.save(update_fields=["dropped_at"])
    return locked


@transaction.atomic
def take_action(item: ActionItem, *, by: Membership) -> ActionItem:
    """Take on what no one does since its owner left; who is first has it. Raise NotYourTie, TieOver."""
    lock_participants_for_update(item.participants, by)
    locked: ActionItem = ActionItem.objects.select_for_update().get(pk=item.pk)
    if locked.owner_id is None and locked.done_at is None and locked.dropped_at is None:
        locked.owner = by
        locked.save(update_fields=["owner"])
        record(Verb.ACTION_TAKEN_ON, actor=by.user, institution=locked.institution, subject=locked)
    return locked
