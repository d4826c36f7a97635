"""After a program: each group says whether it goes on without a facilitator. Two are enough."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import EvaluationError
from evaluations.outcomes.closing.models import Continuation, ContinuationAnswer
from mentornet.jobs.rows import of_row, try_each
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember
from networks.peer_groups.domain.group import FEWEST, end_group
from networks.peer_groups.domain.self_led import make_self_led
from profiles.models import Membership


class NotAskedToGoOn(EvaluationError):
    code = "not_asked_to_go_on"

    def __init__(self) -> None:
        super().__init__(_("This question is closed, or it is not for you to answer."))


def asked_of(member: Membership) -> list[tuple[Continuation, bool | None, int]]:
    """Return the open questions to *member*: each with their answer and how many said yes."""
    mine = GroupMember.objects.current().filter(member=member, part=GroupMember.Part.MEMBER)
    rows = Continuation.objects.open().filter(group__ended_on=None, group__in=mine.values("group"))
    found = rows.select_related("group").prefetch_related("answers").order_by("until", "pk")
    return [
        (
            row,
            next((one.stays for one in row.answers.all() if one.member_id == member.pk), None),
            sum(one.stays for one in row.answers.all()),
        )
        for row in found
    ]


@transaction.atomic
def answer(row: Continuation, *, by: Membership, stays: bool) -> ContinuationAnswer:
    """Say whether one goes on with the group; changed as often as one likes until the day.

    Raise NotAskedToGoOn for those who are not members of it now, and once it is settled.
    """
    locked = (
        Continuation.objects.select_for_update(of=("self",))
        .filter(pk=row.pk, settled_at=None, group__ended_on=None)
        .first()
    )
    parts = GroupMember.objects.current().filter(group=row.group_id, member=by)
    if locked is None or not parts.filter(part=GroupMember.Part.MEMBER).exists():
        raise NotAskedToGoOn
    said: ContinuationAnswer
    said, _made = ContinuationAnswer.objects.update_or_create(
        continuation=locked,
        member=by,
        defaults={"institution_id": locked.institution_id, "stays": stays},
    )
    return said


def settle_continuations(*, now: datetime | None = None) -> int:
    """Let the groups go on or end whose day to answer is over; return how many were settled."""
    moment = now or timezone.now()
    rows = (
        Continuation.objects.open()
        .filter(until__lt=moment.date())
        .select_related("institution", "group")
    )
    return try_each(
        "closing.settle_one",
        rows.order_by("until", "pk"),
        owner=of_row,
        work=lambda row: _settle(row, moment),
    )


@transaction.atomic
def _settle(row: Continuation, now: datetime) -> int:
    if row.institution.local_date(now=now) <= row.until:
        return 0
    locked = (
        Continuation.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("institution", "group__institution", "closed_by")
        .filter(pk=row.pk, settled_at=None)
        .first()
    )
    if locked is None:
        return 0
    parts = list(
        GroupMember.objects.current()
        .filter(group=locked.group)
        .select_related("member__user", "member__institution")
    )
    stays = set(
        ContinuationAnswer.objects.filter(continuation=locked, stays=True).values_list(
            "member", flat=True
        )
    )
    staying = [one.member for one in parts if one.member_id in stays and not one.leads]
    locked.settled_at = now
    locked.goes_on = locked.group.is_active and len(staying) >= FEWEST
    locked.save(update_fields=["settled_at", "goes_on"])
    actor = locked.closed_by or (parts[0].member.user if parts else None)
    if not locked.group.is_active or actor is None:
        return 1
    if locked.goes_on:
        make_self_led(locked.group, staying=staying, actor=actor)
    else:
        end_group(locked.group, actor=actor)
    queue_messages([_message(locked, one.member, staying) for one in parts])
    return 1


@read_by("to")
def _message(row: Continuation, to: Membership, staying: list[Membership]) -> Message:
    goes_on = bool(row.goes_on)
    subject = (
        _("“%(group)s” goes on without a facilitator") if goes_on else _("“%(group)s” is closed")
    )
    return Message(
        key=f"group-settled:{row.pk}:{to.pk}",
        to=to.user.email,
        subject=subject % {"group": row.group.name},
        template="group_settled",
        context={
            "institution": row.institution,
            "name": to.short_name,
            "group": row.group,
            "goes_on": goes_on,
            "stays": to in staying,
            "names": [one.name for one in staying],
            "link": settings.SITE_URL
            + (
                reverse("evaluations:group", args=[row.group_id])
                if to in staying or not goes_on
                else reverse("evaluations:groups")
            ),
        },
        institution_id=row.institution_id,
    )
