"""Taking in by hand is enrolling: whoever comes into a program's group takes part in the program."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from matching.groups.membership.domain.departures import left_groups
from matching.groups.membership.domain.wishes import check_wishes
from matching.groups.models.proposals import ProgramGroup
from matching.programs.domain.lifecycle import lock_for_update
from matching.programs.enrollment.domain import ineligible
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import add_members
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
def take_in(group: PeerGroup, members: Sequence[Membership], *, actor: User) -> list[GroupMember]:
    """Take *members* into a group by hand, and so into its program.

    Raise as `add_members` and `check_wishes` do.
    """
    program = program_of(group)
    if program is not None:
        # The program before its groups, as a publication holds them.
        lock_for_update(program)
    check_wishes(group, members)
    return add_members(group, members, actor=actor)


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
