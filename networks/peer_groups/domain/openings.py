"""What a group wrote before someone joined opens to them by the yes of all who read it then.

Those are asked who are in the group and read all of it, and those who were until LATELY: taking
someone out does not take their say away. One no closes the request. Where no one is left to ask,
nothing opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.languages import Text, read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.peer_groups.errors import NobodyToAsk, NotAsked, NothingClosed, NotInGroup
from networks.peer_groups.models import GroupMember, GroupOpening, GroupOpeningAnswer, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership

LATELY = timedelta(days=90)
State = GroupOpening.State


@dataclass(frozen=True)
class Progress:
    """How far a request is: how many of those asked have said yes."""

    opening: GroupOpening
    asked: int
    yes: int


@transaction.atomic
def ask_to_read_earlier(group: PeerGroup, *, by: Membership) -> GroupOpening:
    """Ask everyone who wrote before *by* joined; idempotent.

    Raise NotInGroup, NothingClosed and NobodyToAsk.
    """
    part = _part_of(group, by)
    if part is None:
        raise NotInGroup
    if part.reads_from is None:
        raise NothingClosed
    waiting: GroupOpening | None = GroupOpening.objects.waiting().filter(part=part).first()
    if waiting is not None:
        return waiting
    asked = _readers_of_all(part)
    if not asked:
        raise NobodyToAsk
    opening: GroupOpening = GroupOpening.objects.create(institution=group.institution, part=part)
    GroupOpeningAnswer.objects.bulk_create(
        GroupOpeningAnswer(institution=group.institution, opening=opening, member=one)
        for one in asked
    )
    record(
        Verb.GROUP_OPENING_REQUESTED, actor=by.user, institution=group.institution, subject=opening
    )
    _notify(
        opening,
        asked,
        subject=gettext_lazy("A new member asks to read earlier texts"),
        what="asked",
    )
    return opening


@transaction.atomic
def answer_opening(opening: GroupOpening, *, by: Membership, yes: bool) -> GroupOpening:
    """Say yes or no for oneself; the last yes opens, one no closes. Raise NotAsked."""
    row: GroupOpening = (
        GroupOpening.objects.select_for_update(of=("self",))
        .select_related("part__group__institution", "part__member__user", "institution")
        .get(pk=opening.pk)
    )
    own = GroupOpeningAnswer.objects.filter(opening=row, member=by).first()
    part = row.part
    if own is None or row.state != State.WAITING or part.left_on is not None:
        raise NotAsked
    own.says_yes, own.answered_at = yes, timezone.now()
    own.save(update_fields=["says_yes", "answered_at"])
    if not yes:
        return _close(row, state=State.DECLINED)
    if not GroupOpeningAnswer.objects.filter(opening=row).exclude(says_yes=True).exists():
        part.reads_from = None
        part.save(update_fields=["reads_from"])
        return _close(row, state=State.OPENED)
    return row


def progress_of(group: PeerGroup) -> list[Progress]:
    """Return the requests that wait in *group*. One query."""
    rows = (
        GroupOpening.objects.waiting()
        .filter(part__group=group, part__left_on=None)
        .select_related("part__member")
        .annotate(asked=Count("answers"), yes=Count("answers", filter=Q(answers__says_yes=True)))
    )
    return [Progress(row, row.asked, row.yes) for row in rows]


def _part_of(group: PeerGroup, member: Membership) -> GroupMember | None:
    found: GroupMember | None = (
        GroupMember.objects.current()
        .select_for_update(of=("self",))
        .select_related("member__user")
        .filter(group=group, member=member)
        .first()
    )
    return found


def _readers_of_all(part: GroupMember) -> list[Membership]:
    since = part.institution.local_date() - LATELY
    rows = (
        GroupMember.objects.filter(group=part.group_id, reads_from=None)
        .filter(Q(left_on=None) | Q(left_on__gte=since))
        .filter(Q(member__end_date=None) | Q(member__end_date__gte=since))
        .exclude(member=part.member_id)
        .select_related("member__user", "member__institution")
    )
    return list(dict.fromkeys(row.member for row in rows))


def _close(opening: GroupOpening, *, state: str) -> GroupOpening:
    opening.state, opening.closed_at = state, timezone.now()
    opening.save(update_fields=["state", "closed_at"])
    record(
        Verb(f"group_opening.{state}"), actor=None, institution=opening.institution, subject=opening
    )
    _notify(
        opening,
        [opening.part.member],
        subject=gettext_lazy("Your request was answered"),
        what=state,
    )
    return opening


def _notify(
    opening: GroupOpening, people: Sequence[Membership], *, subject: Text, what: str
) -> None:
    queue_messages([_message(opening, one, subject=subject, what=what) for one in people])


@read_by("to")
def _message(opening: GroupOpening, to: Membership, *, subject: Text, what: str) -> Message:
    group = opening.part.group
    page = opening.get_absolute_url() if what == "asked" else group.get_absolute_url()
    return Message(
        key=f"group-opening-{what}:{opening.pk}:{to.pk}",
        to=to.user.email,
        subject=subject,
        template="group_opening",
        context={
            "name": to.short_name,
            "group": group,
            "who": opening.part.member.name,
            "what": what,
            "institution": opening.institution,
            "link": settings.SITE_URL + page,
        },
        institution_id=opening.institution_id,
    )
