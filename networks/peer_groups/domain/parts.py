"""Parts in a group: who facilitates it, who helps, and how that changes while the group goes on.

One facilitator, at times one co-facilitator [P]; a constraint holds that there is one of each. The
dates of a group and what it wrote stay as they are. What is written for those who facilitate goes
with the office: who takes over reads that of the sessions from then on, who stops reads none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.peer_groups.domain.group import (
    add_member,
    chief_words,
    current_people,
    leave_group,
    led_pairs,
    lock_group,
)
from networks.peer_groups.errors import ChiefInGroup, GroupOver, NotInGroup, PartTaken
from networks.peer_groups.models import GroupMember, PeerGroup
from networks.signals import group_part_changed, group_part_changing
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

Part = GroupMember.Part


class Then(models.TextChoices):
    """What becomes of the person who facilitated until now."""

    MEMBER = "member", gettext_lazy("Stays in the group as a member")
    COFACILITATOR = "cofacilitator", gettext_lazy("Stays as co-facilitator")
    LEAVES = "leaves", gettext_lazy("Leaves the group")


@dataclass(frozen=True)
class Change:
    """What a group is told: who has which part now, and what became of who had it before."""

    member: Membership
    part: str
    joined: bool
    before: Membership | None = None
    then: str = ""


def facilitator_of(group: PeerGroup) -> Membership | None:
    """Return who facilitates the group now. One query."""
    row = (
        GroupMember.objects.current()
        .filter(group=group, part=Part.FACILITATOR)
        .select_related("member__user", "member__institution")
        .first()
    )
    return row.member if row else None


def may_change_parts(group: PeerGroup, member: Membership) -> bool:
    """Return whether *member* may say who facilitates and who helps: the facilitator of now."""
    rows = GroupMember.objects.current().filter(group=group, member=member, part=Part.FACILITATOR)
    return rows.exists()


def stopped_leading(rows: Sequence[GroupMember]) -> set[tuple[UUID, UUID]]:
    """Return (group, member) for those of *rows* who led a group and lead it no more."""
    leads = {(row.group_id, row.member_id) for row in rows if row.leads and row.left_on is None}
    return {(row.group_id, row.member_id) for row in rows if row.has_led} - leads


@transaction.atomic
def change_part(
    group: PeerGroup,
    member: Membership,
    *,
    part: str,
    actor: User,
    then: str = Then.MEMBER,
    already_notified: Collection[Membership] = (),
    newcomers: Sequence[Membership] = (),
) -> GroupMember:
    """Give *member* a part in the group; someone from outside is taken in with it. Idempotent.

    A new facilitator takes the place of the one of now, of whom *then* says what becomes. Everyone
    in the group is told once by mail, but for those *already_notified* otherwise; the mail names *newcomers*.
    Who takes a leading part over reads nothing that is older: neither what the group wrote before
    they joined nor what was noted for facilitators. Raise GroupOver, NotInGroup for a member's part
    of someone from outside, PartTaken, TakesNoPart and ChiefInGroup.
    """
    group_part_changing.send(sender=None, group=group)
    locked = lock_group(group.pk)
    if not locked.is_active:
        raise GroupOver
    own = GroupMember.objects.current().filter(group=locked, member=member).first()
    if own is not None and own.part == part:
        return own
    if own is None and part == Part.MEMBER:
        raise NotInGroup
    if own is not None and part != Part.MEMBER:
        _refuse_chiefs(locked, member)
    before = own.part if own else ""
    former = _make_room(locked, member, part=part, then=then, actor=actor)
    if own is None:
        # Who comes in with the part is welcomed by that mail, and told by no other.
        own = add_member(
            locked, member, actor=actor, part=part, welcome=member not in already_notified
        )
        already_notified = [*already_notified, member]
        own.leads_from = own.reads_from
        own.save(update_fields=["leads_from"])
    else:
        _set(own, part)
    if former is not None and then == Then.COFACILITATOR:
        _write(former, Part.COFACILITATOR)
    record(Verb.GROUP_PART_CHANGED, actor=actor, institution=locked.institution, subject=own)
    group_part_changed.send(
        sender=None, group=locked, member=member, part=part, before=before, actor=actor
    )
    if former is not None and then == Then.MEMBER:
        group_part_changed.send(
            sender=None,
            group=locked,
            member=former.member,
            part=str(Part.MEMBER),
            before=part,
            actor=actor,
        )
    change = Change(
        member=member,
        part=part,
        joined=not before,
        before=former.member if former else _stopped(member, before, part),
        then=then if former else str(Part.MEMBER),
    )
    _notify(locked, change, already_notified=already_notified, newcomers=newcomers)
    return own


@transaction.atomic
def set_self_led(group: PeerGroup, *, self_led: bool, actor: User) -> PeerGroup:
    """Say whether the members run the group while no one facilitates it. Idempotent."""
    locked = lock_group(group.pk)
    if locked.self_led != self_led:
        locked.self_led = self_led
        locked.save(update_fields=["self_led"])
        record(
            Verb.GROUP_SELF_LED_CHANGED, actor=actor, institution=locked.institution, subject=locked
        )
    return locked


def _make_room(
    group: PeerGroup, member: Membership, *, part: str, then: str, actor: User
) -> GroupMember | None:
    """Free the place of a leading part; return the row of who had it and is here now."""
    if part == Part.MEMBER:
        return None
    row = (
        GroupMember.objects.select_related("member__user", "member__institution")
        .filter(group=group, part=part, left_on=None)
        .exclude(member=member)
        .first()
    )
    if row is None:
        return None
    if not row.member.is_current:
        # Who has left the institution keeps no place in it.
        row.left_on = max(row.joined_on, row.member.end_date or row.joined_on)
        row.save(update_fields=["left_on"])
        return None
    if part == Part.COFACILITATOR:
        raise PartTaken(row.member.name)
    if then == Then.COFACILITATOR:
        _refuse_second(group, beside=(member, row.member))
    if then == Then.LEAVES:
        leave_group(group, row.member, actor=actor)
        return GroupMember.objects.select_related("member__user").get(pk=row.pk)
    if then == Then.COFACILITATOR:
        _write(row, Part.MEMBER)  # until the other has this place; they read on
    else:
        _set(row, Part.MEMBER)
    return row


def _refuse_second(group: PeerGroup, *, beside: Sequence[Membership]) -> None:
    rows = GroupMember.objects.filter(group=group, part=Part.COFACILITATOR, left_on=None)
    other = rows.exclude(member__in=beside).select_related("member").first()
    if other is not None:
        raise PartTaken(other.member.name)


def _refuse_chiefs(group: PeerGroup, member: Membership) -> None:
    """No one leads a group in which someone stands above or below them [P, L]."""
    for chief, other in led_pairs(current_people(group)):
        if member in (chief, other):
            raise ChiefInGroup(chief_words(chief, other))


def _write(row: GroupMember, part: str) -> None:
    row.part = part
    row.save(update_fields=["part"])


def _set(row: GroupMember, part: str) -> None:
    """Give a row its part; who led already and leads on reads on."""
    now = timezone.now()
    if part == Part.MEMBER:
        row.leads_from, row.led_until = None, now
    elif not row.leads:
        row.leads_from, row.led_until = now, None
    row.part = part
    row.save(update_fields=["part", "leads_from", "led_until"])


def _stopped(member: Membership, before: str, part: str) -> Membership | None:
    return member if before and part == Part.MEMBER else None


def _notify(
    group: PeerGroup,
    change: Change,
    *,
    already_notified: Collection[Membership],
    newcomers: Sequence[Membership],
) -> None:
    """Mail everyone in the group, and who has just left it, once."""
    people = [*current_people(group)]
    if change.before is not None and change.before not in people:
        people.append(change.before)
    queue_messages(
        [
            _message(group, change, newcomers, to=one)
            for one in people
            if one not in already_notified
        ]
    )


@read_by("to")
def _message(
    group: PeerGroup, change: Change, newcomers: Sequence[Membership], *, to: Membership
) -> Message:
    return Message(
        key=f"group-part:{group.pk}:{to.pk}:{uuid4()}",
        to=to.user.email,
        subject=_subject(group, change),
        template="group_part",
        context={
            "name": to.short_name,
            "group": group,
            "change": change,
            "you": to.pk == change.member.pk,
            "is_before": change.before is not None and to.pk == change.before.pk,
            "newcomers": [one.name for one in newcomers],
            "institution": group.institution,
            "link": settings.SITE_URL + group.get_absolute_url(),
        },
        institution_id=group.institution_id,
    )


def _subject(group: PeerGroup, change: Change) -> str:
    said = {
        Part.FACILITATOR: _("%(name)s now facilitates “%(group)s”"),
        Part.COFACILITATOR: _("%(name)s is now co-facilitator of “%(group)s”"),
        Part.MEMBER: _("%(name)s no longer facilitates “%(group)s”"),
    }[Part(change.part)]
    return said % {"name": change.member.name, "group": group.name}
