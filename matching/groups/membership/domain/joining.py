"""Taking in by hand is enrolling: whoever comes into a program's group takes part in the program."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from matching.groups.membership.domain.departures import left_groups
from matching.groups.membership.domain.wishes import SAID_FROM, check_wishes
from matching.groups.models.proposals import ProgramGroup
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.domain import ineligible
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.signals import peers_asked
from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import add_members, check_people, current_people
from networks.peer_groups.errors import GroupOver
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

Side = Enrollment.Side


def program_of(group: PeerGroup) -> Program | None:
    """Return the program to which *group* belongs, while it is not closed. One query."""
    row = (
        ProgramGroup.objects.filter(group=group)
        .exclude(program__state=Program.State.CLOSED)
        .select_related("program__institution")
        .first()
    )
    return row.program if row else None


def side_of(part: str) -> str:
    """Return the side of a program on which someone with this part in a group is."""
    return Side.MENTOR if part in GroupMember.LEADING else Side.PROTEGE


def questions_about(
    group: PeerGroup, members: Sequence[Membership], *, there: Collection[Membership] = ()
) -> list[str]:
    """Return what a director is asked before *members* are taken in by hand, one sentence each.

    Who is not eligible, or has left the group, is taken in only on purpose. *there* are in it.
    """
    program = program_of(group)
    if program is None:
        return []
    asked = []
    for one in members:
        if one in there:
            continue
        enrolled = Enrollment.objects.active().filter(program=program, member=one)
        reasons = [] if enrolled.exists() else ineligible(program, one, Side.PROTEGE)
        asked += [f"{one.name}: {reason}" for reason in reasons]
        if group.pk in left_groups(one, program):
            asked.append(
                _("%(name)s left this group. Ask them first if they want to come back.")
                % {"name": one.name}
            )
    return asked


@transaction.atomic
def take_in(group: PeerGroup, members: Sequence[Membership], *, actor: User) -> bool:
    """Take *members* into a group by hand, and so into its program; return whether they are asked first.

    Raise as `add_members`, `check_wishes` and the question do.
    """
    program = program_of(group)
    if program is not None:
        # The program before its groups, as a publication holds them.
        lock_for_update(program)
    people = _with_newcomers(group, members)
    if program is not None and asks_first(people):
        _ask(program, group, people, actor=actor)
        return True
    if len(people) >= SAID_FROM:
        check_wishes(group, members)
    add_members(group, members, actor=actor)
    return False


def asked_first(group: PeerGroup, members: Sequence[Membership]) -> bool:
    """Return whether all are asked before *members* come into the group by hand."""
    return program_of(group) is not None and asks_first(_with_newcomers(group, members))


def asks_first(people: Sequence[Membership]) -> bool:
    """Return whether people who come together by hand are asked first: where they are a few, newcomers among them.

    A refusal would tell which of them asked not to be together, and so would one that gives no reason.
    """
    return 1 < len(people) < SAID_FROM


def _with_newcomers(group: PeerGroup, members: Sequence[Membership]) -> list[Membership]:
    """Return who would be in the group, newcomers first; no one where no one is new."""
    there = current_people(group)
    new = [one for one in dict.fromkeys(members) if one not in there]
    return [*new, *there] if new else []


def _ask(program: Program, group: PeerGroup, people: Sequence[Membership], *, actor: User) -> None:
    there = current_people(group)
    if not group.is_active:
        raise GroupOver
    new = [one for one in people if one not in there]
    check_people(new, group.institution, beside=there)
    peers_asked.send(
        sender=Program, program=program, people=people, group=group, actor=actor, words=""
    )


def enroll_taken_in(
    group: PeerGroup, member: Membership, *, part: str, actor: User
) -> Enrollment | None:
    """Let someone who came into a program's group by hand take part in it; None without a program.

    What they said when they enrolled before is kept; for who never did, only what colleagues see
    of them anyway is known. Idempotent.
    """
    program = program_of(group)
    if program is None or side_of(part) not in program.traits.side_values:
        return None
    row: Enrollment | None = (
        Enrollment.objects.select_for_update(of=("self",))
        .filter(program=program, member=member, side=side_of(part))
        .first()
    )
    if row is not None and row.is_active:
        return row
    if row is None:
        known = [term for term in (member.specialty, *member.expertise) if term]
        row = Enrollment(
            institution=program.institution,
            program=program,
            member=member,
            side=side_of(part),
            expertise=list(dict.fromkeys(known)),
            # Who facilitates has the place that they fill; no run gives them a group more.
            left_out=part in GroupMember.LEADING,
        )
    row.withdrawn_at, row.awaits = None, ""
    row.source = Enrollment.Source.TAKEN_IN
    row.save()
    record(Verb.ENROLLMENT_CREATED, actor=actor, institution=program.institution, subject=row)
    announce(events.ENROLLMENT_CREATED, row)
    return row
