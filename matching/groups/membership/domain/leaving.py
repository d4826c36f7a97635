"""Leaving a group of a program asks where to: another group, the wait list, or out of the program."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.groups.errors import NoRoomInGroup, PlaceAnswered
from matching.groups.forming_rules.domain import rules_of
from matching.groups.membership.domain.departures import left_groups
from matching.groups.membership.domain.joining import (
    asked_first,
    program_of,
    side_of,
    take_in,
)
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.domain import withdraw
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import leave_group, led_pairs
from profiles.institution.domain.audit import record
from profiles.models import Membership, User
from profiles.vocabulary import StaffRoleKind

To, Part = GroupMember.LeftTo, GroupMember.Part


def groups_with_room(program: Program, member: Membership) -> list[PeerGroup]:
    """Return the groups of *program* that could take *member* in, by name.

    Neither full ones, nor those that they are in or have left, nor one where someone stands above
    or below them in the line of supervision.
    """
    rows = (
        PeerGroup.objects.active()
        .filter(program_group__program=program)
        .exclude(pk__in=left_groups(member, program))
        .annotate(
            taken=Count(
                "members",
                filter=Q(
                    members__left_on=None,
                    members__member__end_date=None,
                    members__part=Part.MEMBER,
                ),
            )
        )
        .filter(taken__lt=rules_of(program).largest)
        .order_by("name", "pk")
    )
    people: dict[PeerGroup, list[Membership]] = {group: [] for group in rows}
    there = GroupMember.objects.current().filter(group__in=list(people))
    for row in there.select_related("group", "member"):
        people[row.group].append(row.member)
    everybody = {one for those in people.values() for one in those} | {member}
    line = {one.pk for pair in led_pairs(list(everybody)) if member in pair for one in pair}
    return [
        group
        for group, those in people.items()
        if member not in those and not any(one.pk in line for one in those)
    ]


def can_leave_program(part: GroupMember, program: Program) -> bool:
    """Return whether leaving the group may be leaving the program: not for who leads another group there."""
    others = GroupMember.objects.current().filter(
        member=part.member_id, group__ended_on=None, group__program_group__program=program
    )
    return not others.exclude(pk=part.pk).exists()


@transaction.atomic
def leave(
    part: GroupMember, *, actor: User, to: str = To.WAIT, to_group: PeerGroup | None = None
) -> bool:
    """Let someone leave their group, by themselves or by a director, for where *to* says.

    A director's *to_group* takes them in at once, or all are asked first: return whether they are; meanwhile they wait. Who asks for one by themselves is on the wait
    list until the director has answered. Outside programs there is nowhere to go. Raises
    NoRoomInGroup, and what `add_members` raises; then nothing has changed.
    """
    group, member = part.group, part.member
    program = program_of(group)
    if program is None:
        leave_group(group, member, actor=actor)
        return False
    held, by_self = lock_for_update(program), actor.pk == member.user_id
    if to == To.GROUP:
        if part.leads or to_group is None or to_group not in groups_with_room(held, member):
            raise NoRoomInGroup
        if not by_self and asked_first(to_group, [member]):
            leave_group(group, member, actor=actor, to=To.WAIT)
            return take_in(to_group, [member], actor=actor)
        leave_group(group, member, actor=actor, to=to, to_group=to_group, asks=by_self)
        if by_self:
            _notify_directors(part, to_group)
            return False
        return take_in(to_group, [member], actor=actor)
    leave_group(group, member, actor=actor, to=to)
    if to == To.OUT:
        own = Enrollment.objects.filter(program=held, member=member, side=side_of(part.part))
        for enrollment in own.filter(withdrawn_at=None):
            withdraw(enrollment, actor=actor)
    return False


@transaction.atomic
def answer_place(part: GroupMember, *, actor: User, yes: bool) -> bool:
    """Take someone who asked for it into the other group, or let them go on waiting. Idempotent.

    Return whether all are asked before they are in it; meanwhile they wait.

    Who asks may take it back by the same way. Raise PlaceAnswered where the other answer was
    given already, or they have found a place in another group meanwhile, NoRoomInGroup, and what
    `add_members` raises.
    """
    program = program_of(part.group)
    if program is None:
        raise PlaceAnswered
    held = lock_for_update(program)
    row = (
        GroupMember.objects.select_for_update(of=("self",))
        .select_related("group__institution", "member__user", "member__institution")
        .get(pk=part.pk)
    )
    wanted = row.left_to_group
    if not row.asks_for_place or wanted is None:
        raise PlaceAnswered
    row.asks_for_place, asked = False, False
    if yes:
        if _has_a_group(held, row.member):
            raise PlaceAnswered
        if wanted not in groups_with_room(held, row.member):
            raise NoRoomInGroup
        if asked := take_in(wanted, [row.member], actor=actor):
            row.left_to, row.left_to_group = To.WAIT, None
        row.save(update_fields=["asks_for_place", "left_to", "left_to_group"])
    else:
        row.left_to, row.left_to_group = To.WAIT, None
        row.save(update_fields=["asks_for_place", "left_to", "left_to_group"])
        if actor.pk != row.member.user_id:
            queue_messages([_declined(held, row, wanted)])
    verb = Verb.GROUP_PLACE_GIVEN if yes else Verb.GROUP_PLACE_DECLINED
    record(verb, actor=actor, institution=row.institution, subject=row)
    return asked


def _has_a_group(program: Program, member: Membership) -> bool:
    rows = GroupMember.objects.current().filter(
        member=member, group__ended_on=None, group__program_group__program=program
    )
    return bool(rows.filter(part=Part.MEMBER).exists())


def _directors_of(program: Program) -> Collection[Membership]:
    rows = Membership.objects.current().filter(
        institution=program.institution_id, offices__contains=[StaffRoleKind.DIRECTOR]
    )
    return list(rows.select_related("user"))


def _notify_directors(part: GroupMember, wanted: PeerGroup) -> None:
    program: Program = part.group.program_group.program
    queue_messages(
        [
            _place_asked(program, part, wanted, to=one)
            for one in _directors_of(program)
            if one.pk != part.member_id
        ]
    )


@read_by("to")
def _place_asked(
    program: Program, part: GroupMember, wanted: PeerGroup, *, to: Membership
) -> Message:
    link = settings.SITE_URL + reverse("matching:directing", args=[program.pk]) + "#places"
    return Message(
        key=f"group-place-asked:{part.pk}:{to.pk}",
        to=to.user.email,
        subject=_("%(name)s asks to join “%(group)s”")
        % {"name": part.member.name, "group": wanted.name},
        template="group_place_asked",
        context={
            "institution": part.institution,
            "name": to.short_name,
            "who": part.member.name,
            "program": program,
            "group": part.group,
            "wanted": wanted,
            "link": link,
        },
        institution_id=part.institution_id,
    )


@read_by("part.member")
def _declined(program: Program, part: GroupMember, wanted: PeerGroup) -> Message:
    return Message(
        key=f"group-place-declined:{part.pk}",
        to=part.member.user.email,
        subject=_("%(program)s: your request to join “%(group)s”")
        % {"program": program.name, "group": wanted.name},
        template="group_place_declined",
        context={
            "institution": part.institution,
            "name": part.member.short_name,
            "program": program,
            "wanted": wanted,
            "link": settings.SITE_URL + reverse("matching:program", args=[program.pk]),
        },
        institution_id=part.institution_id,
    )
