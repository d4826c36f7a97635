"""The groups of a run that are to be published, and what stands in the way of them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from matching.groups.membership.domain.departures import left_before
from matching.groups.membership.domain.wishes import (
    SAID_FROM,
    breaks_wish,
    broken_words,
    wishes_among,
)
from matching.groups.models.proposals import GroupProposal, ProgramGroup, Seat
from matching.programs.domain.choices import choices_of
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.peer_groups.domain.group import chief_words, led_pairs
from profiles.models import Membership


@dataclass(frozen=True)
class Ready:
    """One group that is to be published: all its seats, and when a session can begin.

    `leader` facilitates it then; `is_led`: does so already.
    """

    proposal: GroupProposal
    seats: tuple[Seat, ...]
    starts: tuple[int, ...]
    leader: Membership | None
    is_led: bool

    @property
    def newcomers(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.settled]

    @property
    def gets_leader(self) -> bool:
        """Whether publishing gives a group that is going on its facilitator."""
        return bool(self.proposal.peer_group_id and self.leader and not self.is_led)

    @property
    def is_asked(self) -> bool:
        """Whether a run said that its people are asked before it begins."""
        return any(seat.asked_first for seat in self.seats)

    @property
    def changes(self) -> bool:
        return bool(self.newcomers) or self.gets_leader


def what_has_changed(program: Program, ready: Sequence[Ready]) -> list[str]:
    """Return what makes these groups impossible now, one sentence each. Four queries."""
    newcomers = [seat for one in ready for seat in one.newcomers]
    in_groups = set(
        ProgramGroup.objects.filter(
            program=program,
            group__ended_on=None,
            group__members__left_on=None,
            group__members__member__in=[seat.enrollment.member_id for seat in newcomers],
        ).values_list("group__members__member_id", flat=True)
    )
    found = []
    for seat in newcomers:
        member = seat.enrollment.member
        if not seat.enrollment.is_active or not member.is_current:
            found.append(_("%(name)s has withdrawn from the program.") % {"name": member.name})
        elif member.pk in in_groups:
            found.append(
                _("%(name)s is already in a group of this program.") % {"name": member.name}
            )
    wishes = wishes_among(member.pk for one in ready for member in _people(one))
    chiefs = led_pairs(list(dict.fromkeys(who for one in ready for who in _people(one))))
    found += left_before([(one.proposal, seat) for one in ready for seat in one.newcomers])
    for one in ready:
        found += _problems_of(one, wishes, chiefs)
    return list(dict.fromkeys(found))


def _problems_of(
    one: Ready, wishes: Sequence[set[UUID]], chiefs: Sequence[tuple[Membership, Membership]]
) -> Iterator[str]:
    leader, name = one.leader, one.proposal.name
    proposed = one.proposal.facilitator
    settled = one.proposal.peer_group_id is not None
    if one.changes and one.proposal.peer_group and not one.proposal.peer_group.is_active:
        yield _("%(group)s has ended. Form the groups again.") % {"group": name}
    if leader is not None and not one.is_led and not (proposed and is_here(proposed)):
        yield _("%(name)s has withdrawn from the program.") % {"name": leader.name}
    if len(one.seats) < 2 and not settled:
        yield _(
            "%(group)s has only one member. Add someone, or move this person to another group."
        ) % {"group": name}
    people, new = _keys(one), _new(one)
    for chief, member in chiefs:
        if {chief.pk, member.pk} <= people and {chief.pk, member.pk} & new:
            yield f"{name}: {chief_words(chief, member)}"
    if len(people) >= SAID_FROM and breaks_wish(people, new, wishes):
        yield broken_words(name)


def breaks_unsaid(ready: Sequence[Ready], unsaid: set[str]) -> bool:
    """Return whether a group of a few would be of people who asked not to be in it together."""
    few = [one for one in ready if len(_people(one)) < SAID_FROM]
    wishes = wishes_among(member.pk for one in few for member in _people(one))
    return any(
        breaks_wish(_keys(one), _new(one), wishes)
        or any(str(seat.enrollment_id) in unsaid for seat in one.newcomers)
        for one in few
    )


def to_ask(program: Program, ready: Sequence[Ready]) -> list[Ready]:
    """Return which pairs of peers are asked before they begin. Two queries.

    Those of whom the run said so, and those in which someone does not want another by now. For the publication alone: no
    page may show the latter.
    """
    new = [one for one in ready if one.newcomers]
    declined = choices_of(program).declined
    wishes = wishes_among(member.pk for one in new for member in _people(one))
    found = []
    for one in new:
        keys = {seat.enrollment_id for seat in one.seats}
        turned_down = any(own in keys and other in keys for own, other in declined)
        if one.is_asked or turned_down or breaks_wish(_keys(one), _new(one), wishes):
            found.append(one)
    return found


def _keys(one: Ready) -> set[UUID]:
    return {member.pk for member in _people(one)}


def _new(one: Ready) -> set[UUID]:
    """Return those whom publishing brings into the group, its leader included."""
    new: set[UUID] = {seat.enrollment.member_id for seat in one.newcomers}
    return new | {one.leader.pk} if one.leader is not None and one.gets_leader else new


def is_here(enrollment: Enrollment) -> bool:
    """Return whether someone takes part, and has not left."""
    return enrollment.is_active and enrollment.member.is_current


def _people(one: Ready) -> list[Membership]:
    leader = [one.leader] if one.leader else []
    return [*(seat.enrollment.member for seat in one.seats), *leader]
