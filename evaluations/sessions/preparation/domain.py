"""What a session asks its people to prepare, line by line, and who is done: counted, never named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import NotYourTie
from evaluations.meetings.models import Meeting
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.preparation.models import PreparationTick
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

# What people put in front of the lines of a list: a dash, a dot, a number.
BULLET = re.compile(r"^\s*(?:[-*•–—]|\d{1,2}[.)])\s+")


class ItemGone(EvaluationError):
    code = "item_gone"
    message = _("This item changed after you opened the page. Check it again.")


@dataclass(frozen=True)
class Item:
    """One thing to prepare; `key` is the same for the same words."""

    key: str
    text: str
    done: bool = False


@dataclass(frozen=True)
class Preparation:
    """What one person has to prepare. `ready` of `asked` people have done all of it."""

    items: list[Item]
    ready: int
    asked: int

    @property
    def done(self) -> int:
        return sum(one.done for one in self.items)


def items_of(text: str, *, done: Iterable[str] = ()) -> list[Item]:
    """Return the lines of a preparation as items, each once, without bullets; *done* are keys.

    >>> [one.text for one in items_of("- Read the paper\\n\\n2. Bring two pages\\n- Read the paper")]
    ['Read the paper', 'Bring two pages']
    """
    ticked = set(done)
    words = (BULLET.sub("", line).strip() for line in text.splitlines())
    return [
        Item(key, line, key in ticked)
        for line in dict.fromkeys(one for one in words if one)
        for key in [sha256(line.encode()).hexdigest()[:32]]
    ]


@transaction.atomic
def tick(meeting: Meeting, *, by: Membership, item: str, done: bool) -> None:
    """Note that *by* has done what the key *item* names, or has not. Idempotent.

    Raise NotYourTie, and ItemGone where the session asks for no such thing any more.
    """
    if meeting.group is None:
        raise NotYourTie
    lock_group_for_update(meeting.group, by, active=False)
    plan = SessionPlan.objects.filter(meeting=meeting).first()
    if plan is None or item not in {one.key for one in items_of(plan.preparation)}:
        raise ItemGone
    if done:
        PreparationTick.objects.get_or_create(
            plan=plan, member=by, item=item, defaults={"institution": meeting.institution}
        )
    else:
        PreparationTick.objects.filter(plan=plan, member=by, item=item).delete()


def preparation_of(
    plan: SessionPlan | None, group: PeerGroup, *, reader: Membership
) -> Preparation | None:
    """Return what *reader* has to prepare; None where nothing is asked. Two queries.

    Those who facilitate are asked for nothing themselves, so they are not counted.
    """
    items = items_of(plan.preparation) if plan else []
    if not items:
        return None
    wanted = {one.key for one in items}
    ticks: dict[UUID, set[str]] = defaultdict(set)
    for member, key in PreparationTick.objects.filter(plan=plan, item__in=wanted).values_list(
        "member", "item"
    ):
        ticks[member].add(key)
    parts = GroupMember.objects.current().filter(group=group, part=GroupMember.Part.MEMBER)
    asked = set(parts.values_list("member", flat=True))
    mine = ticks.get(reader.pk, set())
    return Preparation(
        items=[Item(one.key, one.text, one.key in mine) for one in items],
        ready=sum(ticks.get(one, set()) == wanted for one in asked),
        asked=len(asked),
    )


def ticks_of(
    plans: Sequence[SessionPlan], members: Iterable[Membership]
) -> dict[tuple[UUID, UUID], set[str]]:
    """Return the keys of what each of *members* has ticked, by plan and member. One query."""
    ticks: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    rows = PreparationTick.objects.filter(plan__in=plans, member__in={one.pk for one in members})
    for plan_id, member_id, key in rows.values_list("plan", "member", "item"):
        ticks[plan_id, member_id].add(key)
    return ticks


def left_to_prepare(plan: SessionPlan, ticked: Iterable[str]) -> list[str]:
    """Return the words of what a session asks for and is not among the keys *ticked*."""
    return [one.text for one in items_of(plan.preparation, done=ticked) if not one.done]


def preparation_at(meeting: Meeting, reader: Membership) -> Preparation | None:
    """Return what the session of a group asks its people to prepare, as *reader* sees it."""
    assert meeting.group is not None  # noqa: S101  (asked by both)
    plan = SessionPlan.objects.filter(meeting=meeting).first()
    return preparation_of(plan, meeting.group, reader=reader)
