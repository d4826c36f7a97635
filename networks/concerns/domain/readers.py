"""Who reads a concern now, and among whom its author chooses.

A concern has a row for each person it was given to, and that row names the very role by which they
read. A role that ends takes the reading with it; another role, given later to anyone, opens nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from networks.concerns.domain.encryption import decrypt
from networks.concerns.errors import InLine, NoOmbuds, OmbudsGone
from networks.concerns.models import Concern, ConcernMessage, ConcernReader
from profiles.models import Institution, Membership, StaffRole
from profiles.people.staff_roles.domain.supervision_lines import in_line_among
from profiles.vocabulary import StaffRoleKind


@dataclass(frozen=True)
class Choice:
    """An ombuds as the person who writes is shown them; *in_own_line* is kept nowhere."""

    member: Membership
    in_own_line: bool
    is_writer: bool = False


class Standing(StrEnum):
    """Why someone reads a concern, or no longer reads it."""

    READS = "reads"
    KEPT = "kept"
    GONE = "gone"
    IN_LINE = "in_line"


@dataclass(frozen=True)
class Reader:
    """Someone the concern was given to, and whether they can read it now."""

    row: ConcernReader
    standing: Standing

    @property
    def member(self) -> Membership:
        return self.row.member

    @property
    def reads(self) -> bool:
        return self.standing in (Standing.READS, Standing.KEPT)

    @property
    def can_be_kept(self) -> bool:
        return self.standing == Standing.GONE and self.member.is_current


def ombuds_of(institution: Institution) -> list[Membership]:
    """Return the ombuds of today whose account is open, by name."""
    return list(
        Membership.objects.current()
        .of(institution)
        .filter(offices__contains=[StaffRoleKind.OMBUDS], user__is_active=True)
        .select_related("user", "institution", "unit")
        .order_by("sort_key", "id")
    )


def choices_for(writer: Membership) -> list[Choice]:
    """Return all ombuds, with what the writer alone is shown. Three queries for any number."""
    named = ombuds_of(writer.institution)
    near = in_line_among(named, writer)
    return [Choice(one, one.pk in near, one.pk == writer.pk) for one in named]


def recipients_of(
    writer: Membership,
    *,
    chosen: UUID | None,
    about: Membership | None,
    anonymous: bool,
) -> list[Membership]:
    """Return who gets a new concern: the one *chosen*, or (None) all who are not in conflict.

    The writer's own line plays no part where their name is left out, so that who gets it says
    nothing about them. Raise NoOmbuds, OmbudsGone and InLine.
    """
    named = ombuds_of(writer.institution)
    if chosen is not None:
        named = [one for one in named if one.pk == chosen]
        if not named:
            raise OmbudsGone
    near_about = in_line_among(named, about) if about is not None else frozenset()
    near_writer = frozenset() if anonymous else in_line_among(named, writer)
    able = [one for one in named if one.pk not in near_about | near_writer]
    if able:
        return able
    if chosen is not None:
        raise InLine(named[0].name, own=named[0].pk not in near_about)
    raise NoOmbuds


def add_readers(concern: Concern, members: Sequence[Membership], *, today: date) -> None:
    """Make *members* readers, by their current role of ombuds."""
    roles = StaffRole.objects.open().filter(membership__in=members, role=StaffRoleKind.OMBUDS)
    role_of = {role.membership_id: role for role in roles}
    for one in members:
        ConcernReader.objects.update_or_create(
            concern=concern,
            member=one,
            defaults={
                "institution": concern.institution,
                "staff_role": role_of.get(one.pk),
                "since": today,
                "kept": False,
            },
        )


def readers_of(concern: Concern) -> list[Reader]:
    """Return everyone the concern was given to, by name, each with their current standing."""
    rows = list(
        concern.readers.select_related("member__user", "member__unit", "staff_role").order_by(
            "member__sort_key", "member_id"
        )
    )
    near = in_conflict(concern, [row.member for row in rows])
    return [Reader(row, _standing(concern, row, near)) for row in rows]


def in_conflict(concern: Concern, ombuds: Collection[Membership]) -> frozenset[UUID]:
    """Return the keys of those in the line of the person it is about, or of its named author."""
    people = [one for one in (about_of(concern), concern.reporter) if one is not None]
    return frozenset().union(*(in_line_among(ombuds, person) for person in people))


def about_of(concern: Concern) -> Membership | None:
    """Return the person it is about, as its first message says."""
    first = concern.messages.order_by("place").first()
    key = decrypt(first.sealed).get("about_id") if first is not None else None
    if not key:
        return None
    found: Membership | None = (
        Membership.objects.of(concern.institution).select_related("user").filter(pk=key).first()
    )
    return found


def without_conflicts(concerns: Sequence[Concern], reader: Membership) -> list[Concern]:
    """Return those of *concerns* that *reader* wrote, or that are about and from others' lines.

    Four queries for any number.
    """
    given = [one for one in concerns if one.reporter_id != reader.pk]
    firsts = ConcernMessage.objects.filter(concern__in=given, place=1)
    about = {one.concern_id: decrypt(one.sealed).get("about_id") for one in firsts}
    authors = [one.reporter_id for one in given if one.reporter_id]
    keys: list[UUID | str] = [*(key for key in about.values() if key), *authors]
    people = Membership.objects.filter(pk__in=keys).select_related("user")
    near = {str(key) for key in in_line_among(list(people), reader)}
    clashing = {one.pk for one in given if {str(about.get(one.pk)), str(one.reporter_id)} & near}
    return [one for one in concerns if one.pk not in clashing]


def _standing(concern: Concern, row: ConcernReader, near: Collection[UUID]) -> Standing:
    if row.member_id in near:
        return Standing.IN_LINE
    if row.kept and row.member.is_current and concern.state != Concern.State.CLOSED:
        return Standing.KEPT
    role = row.staff_role
    holds = row.member.is_current and StaffRoleKind.OMBUDS in row.member.offices
    return Standing.READS if holds and role is not None and not role.ended_at else Standing.GONE
