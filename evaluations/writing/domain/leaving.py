"""What someone who leaves a group was asked to do there goes back to those who asked."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from evaluations.meetings.models import ActionItem
from evaluations.writing.domain.returned_reviews import hand_back_reviews
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership


@transaction.atomic
def hand_back(group: PeerGroup, member: Membership) -> int:
    """Give back what *member*, who has left *group*, has not done; return how many actions are open again.

    Who leads the group is told once, and who asked for a review learns that it will not come. An
    author stays one, with their say in the order, and no one loses the say over what they wrote.
    """
    hand_back_reviews(member, group)
    held = ActionItem.objects.open().filter(group=group, owner=member)
    count: int = held.update(owner=None)
    if count:
        queue_messages([_message(group, member, count, to=one) for one in _leading(group, member)])
    return count


@transaction.atomic
def hand_back_all(member: Membership) -> None:
    """The same in every group of someone who has left the institution."""
    rows = GroupMember.objects.filter(member=member, left_on=None, group__ended_on=None)
    for row in rows.select_related("group__institution"):
        hand_back(row.group, member)


def _leading(group: PeerGroup, member: Membership) -> list[Membership]:
    """Return who leads the group; where no one does, all who are in it."""
    rows = list(
        GroupMember.objects.current()
        .filter(group=group)
        .exclude(member=member)
        .select_related("member__user", "member__institution")
    )
    return [row.member for row in rows if row.leads] or [row.member for row in rows]


@read_by("to")
def _message(group: PeerGroup, member: Membership, count: int, *, to: Membership) -> Message:
    subject = ngettext(
        "%(group)s: %(count)d action item is open again",
        "%(group)s: %(count)d action items are open again",
        count,
    )
    return Message(
        key=f"group-handed-back:{group.pk}:{member.pk}:{to.pk}:{uuid4()}",
        to=to.user.email,
        subject=subject % {"group": group.name, "count": count},
        template="group_handed_back",
        context={
            "institution": group.institution,
            "name": to.short_name,
            "who": member.name,
            "group": group,
            "count": count,
            "link": settings.SITE_URL + reverse("evaluations:group", args=[group.pk]) + "#actions",
        },
        institution_id=group.institution_id,
    )
