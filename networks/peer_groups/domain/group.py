"""Peer groups: who is in them, who leads them, what they agreed on [C; P]."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.peer_groups.domain.names import check_name
from networks.peer_groups.errors import (
    AuthorshipNotAgreed,
    ChiefInGroup,
    GroupOver,
    GroupTooSmall,
    NotInGroup,
    TakesNoPart,
)
from networks.peer_groups.models import GroupMember, PeerGroup
from networks.signals import group_ended, group_joined, group_left, group_welcomes
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User
from profiles.people.domain.supervision import chiefs_among

FEWEST = 2
Part = GroupMember.Part


@transaction.atomic
def create_group(
    institution: Institution,
    *,
    actor: User,
    name: str,
    members: Sequence[Membership],
    facilitators: Sequence[Membership] = (),
    kind: str = PeerGroup.Kind.FACILITATED,
    aim: str = "",
    charter: str = "",
    authorship: str = "",
    started_on: date | None = None,
    self_led: bool | None = None,
) -> PeerGroup:
    """Write a group down with its people; the first of *facilitators* leads, the second helps.

    *self_led*: its members run it while no one facilitates; None: where no one does from the start.
    Raise GroupNameTaken, GroupTooSmall, TakesNoPart for someone of another institution or who has left, and
    ChiefInGroup where one would sit with someone who leads them.
    """
    leading = list(dict.fromkeys(facilitators))
    others = [one for one in dict.fromkeys(members) if one not in leading]
    if len(others) < FEWEST:
        raise GroupTooSmall
    check_people([*leading, *others], institution)
    check_name(institution, name)
    group: PeerGroup = PeerGroup.objects.create(
        institution=institution,
        name=name,
        kind=kind,
        aim=aim,
        charter=charter,
        authorship=authorship,
        started_on=started_on or institution.local_date(),
        self_led=not leading if self_led is None else self_led,
    )
    parts = [
        *(Part.FACILITATOR for _one in leading[:1]),
        *(Part.COFACILITATOR for _one in leading[1:]),
    ]
    GroupMember.objects.bulk_create(
        GroupMember(
            institution=institution,
            group=group,
            member=member,
            part=part,
            joined_on=group.started_on,
        )
        for member, part in zip(
            [*leading, *others], [*parts, *(Part.MEMBER for _one in others)], strict=True
        )
    )
    record(Verb.GROUP_CREATED, actor=actor, institution=institution, subject=group)
    announce(events.GROUP_CREATED, group)
    return group


@transaction.atomic
def change_group(
    group: PeerGroup,
    *,
    actor: User,
    name: str,
    aim: str,
    charter: str,
    authorship: str | None = None,
) -> PeerGroup:
    """Change what a group is called and is for.

    Another text, of the charter or of its rules of authorship (None: left as they are), has to be
    agreed to again. Raise GroupNameTaken.
    """
    locked = lock_group(group.pk)
    if locked.name != name:
        check_name(locked.institution, name, but=locked.pk)
    if locked.charter != charter:
        GroupMember.objects.filter(group=locked).update(agreed_at=None)
    if authorship is not None and locked.authorship != authorship:
        GroupMember.objects.filter(group=locked).update(
            authorship_agreed_at=None, authorship_awaited=True
        )
        locked.authorship = authorship
    locked.name, locked.aim, locked.charter = name, aim, charter
    locked.save(update_fields=["name", "aim", "charter", "authorship"])
    record(Verb.GROUP_CHANGED, actor=actor, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def add_member(
    group: PeerGroup,
    member: Membership,
    *,
    actor: User,
    part: str = Part.MEMBER,
    welcome: bool = True,
) -> GroupMember:
    """Take someone in; who is in already stays as they are.

    Without *welcome* the caller welcomes them by mail. Raise GroupOver, TakesNoPart, ChiefInGroup.

    They read what is written from now on (see networks/peer_groups/domain/openings.py).
    """
    (row,) = _take_in(group, [member], actor=actor, part=part, welcome=welcome)
    return row


@transaction.atomic
def add_members(
    group: PeerGroup,
    members: Sequence[Membership],
    *,
    actor: User,
    already_notified: Collection[Membership] = (),
    welcome: bool = True,
) -> list[GroupMember]:
    """Take several in, all or none, and tell those who are in already.

    *already_notified* learn of it otherwise. Without *welcome* the caller welcomes them by mail. Raises
    GroupOver, TakesNoPart, ChiefInGroup.
    """
    there = current_people(lock_group(group.pk))
    new = [one for one in dict.fromkeys(members) if one not in there]
    rows = _take_in(group, members, actor=actor, part=Part.MEMBER, welcome=welcome)
    if new:
        queue_messages(
            [_newcomers_message(group, new, to=one) for one in there if one not in already_notified]
        )
    return rows


def _take_in(
    group: PeerGroup, members: Sequence[Membership], *, actor: User, part: str, welcome: bool
) -> list[GroupMember]:
    locked = lock_group(group.pk)
    if not locked.is_active:
        raise GroupOver
    there = current_people(locked)
    new = [one for one in dict.fromkeys(members) if one not in there]
    check_people(new, locked.institution, beside=there)
    agreed = authorship_agreed(locked)
    for member in new:
        row = GroupMember.objects.create(
            institution=locked.institution,
            group=locked,
            member=member,
            part=part,
            joined_on=max(locked.institution.local_date(), locked.started_on),
            reads_from=timezone.now(),
            authorship_awaited=not agreed,
        )
        record(Verb.GROUP_MEMBER_ADDED, actor=actor, institution=locked.institution, subject=row)
        announce(events.GROUP_MEMBER_ADDED, row)
        group_joined.send(sender=None, group=locked, member=member, part=part, actor=actor)
    if new and welcome:
        group_welcomes.send(sender=None, group=locked, members=new)
    rows = {row.member_id: row for row in GroupMember.objects.filter(group=locked, left_on=None)}
    return [rows[one.pk] for one in members]


@read_by("to")
def _newcomers_message(group: PeerGroup, new: Sequence[Membership], *, to: Membership) -> Message:
    return Message(
        key=f"group-newcomers:{group.pk}:{to.pk}:{uuid4()}",
        to=to.user.email,
        subject=_("New in “%(group)s”") % {"group": group.name},
        template="group_newcomers",
        context={
            "name": to.short_name,
            "group": group,
            "names": [one.name for one in new],
            "institution": group.institution,
            "link": settings.SITE_URL + group.get_absolute_url(),
        },
        institution_id=group.institution_id,
    )


@transaction.atomic
def leave_group(
    group: PeerGroup,
    member: Membership,
    *,
    actor: User,
    to: str = "",
    to_group: PeerGroup | None = None,
    asks: bool = False,
) -> None:
    """Note that someone is not in the group any more, and where they go; idempotent.

    *to* is one of GroupMember.LeftTo, empty outside programs; *asks* where *to_group* has not been
    given to them yet. What they attended is kept.
    """
    locked = lock_group(group.pk)
    for row in GroupMember.objects.filter(group=locked, member=member, left_on=None):
        # Who leaves before the first day has been in it for that day alone; no day lies ahead.
        row.left_on = locked.institution.local_date()
        row.joined_on = min(row.joined_on, row.left_on)
        own = actor.pk == member.user_id
        row.left_by = GroupMember.LeftBy.SELF if own else GroupMember.LeftBy.DIRECTOR
        row.left_to, row.left_to_group, row.asks_for_place = to, to_group, asks
        row.save()
        record(Verb.GROUP_MEMBER_LEFT, actor=actor, institution=locked.institution, subject=row)
        announce(events.GROUP_MEMBER_LEFT, row)
        group_left.send(sender=None, group=locked, member=member)


@transaction.atomic
def end_group(group: PeerGroup, *, actor: User) -> PeerGroup:
    """Close a group; its people keep what they wrote. Idempotent."""
    locked = lock_group(group.pk)
    if locked.ended_on is None:
        locked.ended_on = locked.institution.local_date()
        locked.started_on = min(locked.started_on, locked.ended_on)
        locked.save(update_fields=["started_on", "ended_on"])
        record(Verb.GROUP_ENDED, actor=actor, institution=locked.institution, subject=locked)
        announce(events.GROUP_ENDED, locked)
        group_ended.send(sender=None, group=locked, actor=actor)
    return locked


@transaction.atomic
def agree_to_charter(group: PeerGroup, *, by: Membership) -> None:
    """Note that *by* agrees to what the charter says of confidentiality. Raise NotInGroup."""
    _agree(group, by, "agreed_at")


@transaction.atomic
def agree_to_authorship(group: PeerGroup, *, by: Membership) -> None:
    """Note that *by* agrees to the rules of authorship. Raise NotInGroup."""
    _agree(group, by, "authorship_agreed_at")


def _agree(group: PeerGroup, by: Membership, field: str) -> None:
    row = GroupMember.objects.filter(group=lock_group(group.pk), member=by, left_on=None).first()
    if row is None:
        raise NotInGroup
    if getattr(row, field) is None:
        setattr(row, field, timezone.now())
        row.save(update_fields=[field])


def authorship_agreed(group: PeerGroup) -> bool:
    """Return whether the group has rules of authorship and everyone in it now agrees to them [C]."""
    return bool(group.authorship.strip()) and not lack_authorship(group)


def lack_authorship(group: PeerGroup) -> list[Membership]:
    """Those in the group for whose agreement to its rules of authorship it waits, by name.

    Who joined after the others had agreed stops nothing.
    """
    rows = GroupMember.objects.current().filter(
        group=group, authorship_agreed_at=None, authorship_awaited=True
    )
    return [row.member for row in rows.select_related("member")]


def require_authorship(group: PeerGroup, people: Collection[Membership] = ()) -> None:
    """Raise AuthorshipNotAgreed, in words, unless a project of *people* may start in the group.

    Everyone for whom the group waits has agreed, and each of *people*, also who joined later.
    """
    if not group.authorship.strip():
        raise AuthorshipNotAgreed
    rows = GroupMember.objects.current().filter(group=group, authorship_agreed_at=None)
    lacking = [
        row.name
        for row in rows.select_related("member")
        if row.authorship_awaited or row.member in people
    ]
    if lacking:
        raise AuthorshipNotAgreed(
            _("Some people have not agreed to the rules of authorship yet: %(names)s.")
            % {"names": ", ".join(lacking)}
        )


def lock_group(key: UUID) -> PeerGroup:
    """Return the group with this key, with its institution, locked until the transaction ends."""
    locked: PeerGroup = (
        PeerGroup.objects.select_for_update(of=("self",)).select_related("institution").get(pk=key)
    )
    return locked


def current_people(group: PeerGroup) -> list[Membership]:
    """Those who are in the group now, in the order of their names."""
    rows = GroupMember.objects.current().filter(group=group)
    return [row.member for row in rows.select_related("member__user", "member__institution")]


def may_lead(group: PeerGroup, member: Membership) -> bool:
    """Return whether *member* plans sessions and takes attendance: who facilitates.

    While no one does, everyone in a group that runs itself, and no one in another.
    """
    rows = list(GroupMember.objects.current().filter(group=group))
    leading = [row for row in rows if row.leads]
    there = rows if group.self_led and not leading else leading
    return any(row.member_id == member.pk for row in there)


def facilitates(group: PeerGroup, member: Membership) -> bool:
    """Return whether *member* is there to facilitate; no one is, in a group that runs itself."""
    rows = GroupMember.objects.current().filter(group=group, member=member)
    return any(row.leads for row in rows)


def lacks_facilitator(group: PeerGroup) -> bool:
    """Return whether the group waits for someone to facilitate it: no one does, nor does it run itself."""
    return PeerGroup.objects.filter(pk=group.pk).active().lacking_facilitator().exists()


def reads_guide(group: PeerGroup, member: Membership, *, until: datetime | None = None) -> bool:
    """Return whether *member* reads what is written for those who facilitate: who does so now.

    *until* is when the session is over that it was written for: who took over reads that of the
    sessions since then. Where no one has ever facilitated, the members write it for themselves.
    What a facilitator wrote of them stays closed to them when that person has left or stepped down.
    """
    rows = list(GroupMember.objects.filter(group=group).select_related("member"))
    there = [row for row in rows if row.member_id == member.pk and row.left_on is None]
    if any(row.has_led for row in rows):
        return any(
            row.leads and (until is None or row.leads_from is None or row.leads_from <= until)
            for row in there
        )
    return bool(there)


def check_people(
    people: Sequence[Membership], institution: Institution, *, beside: Sequence[Membership] = ()
) -> None:
    """Raise TakesNoPart for someone from elsewhere, and ChiefInGroup beside one who stands above them [P, L].

    Those who are *beside* them already are not judged again.
    """
    if any(one.institution_id != institution.pk or not one.is_current for one in people):
        raise TakesNoPart
    for chief, member in led_pairs([*beside, *people]):
        if chief in people or member in people:
            raise ChiefInGroup(chief_words(chief, member))


def led_pairs(people: Sequence[Membership]) -> list[tuple[Membership, Membership]]:
    """Return (chief, member) for each two of *people* of whom one stands above the other.

    One query.
    """
    by_key = {one.pk: one for one in people}
    above = chiefs_among(by_key)
    return [
        (by_key[chief], member)
        for member in people
        for chief in sorted(above.get(member.pk, ()), key=lambda key: by_key[key].sort_key)
    ]


def chief_words(chief: Membership, member: Membership) -> str:
    """Say that the two may not be put into one group."""
    return _(
        "%(chief)s supervises %(name)s, directly or through others. Put them in different groups."
    ) % {
        "chief": chief.name,
        "name": member.name,
    }
