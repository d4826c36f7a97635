"""Who facilitates a program's groups: counted among its facilitators, and by runs as it is now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from matching.groups.forming.domain.inputs import GroupCohort, Kept
from matching.groups.membership.domain.joining import enroll_taken_in
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.models import GroupMember
from networks.peer_groups.domain.parts import stopped_leading
from profiles.models import User

STOPPED = "stopped"
Part = GroupMember.Part
Side = Enrollment.Side


def count_facilitators(program: Program, *, actor: User) -> None:
    """Enroll who facilitates the groups of *program* that go on. A query, and a few for each who is not."""
    rows = (
        GroupMember.objects.current()
        .filter(
            group__program_group__program=program,
            group__ended_on=None,
            part=Part.FACILITATOR,
        )
        .exclude(member__in=Enrollment.objects.mentors().filter(program=program).values("member"))
    )
    for row in rows.select_related("group", "member"):
        enroll_taken_in(row.group, row.member, part=row.part, actor=actor)


def as_led_now(program: Program, cohort: GroupCohort) -> GroupCohort:
    """Return *cohort* without members who lead a group of the program now.

    And with facilitators kept from groups that they have stopped to facilitate: no run gives a
    group back to someone who handed it over. Two queries.
    """
    parts = list(
        GroupMember.objects.filter(
            group__program_group__program=program, group__ended_on=None
        ).order_by("pk")
    )
    leading = {row.member_id for row in parts if row.leads and row.left_on is None}
    stopped = sorted(stopped_leading(parts))
    if not leading and not stopped:
        return cohort
    keys = {
        (member, side): str(pk)
        for pk, member, side in Enrollment.objects.filter(
            program=program, member__in=leading | {member for _group, member in stopped}
        ).values_list("pk", "member_id", "side")
    }
    left_out = {keys[member, Side.PROTEGE] for member in leading if (member, Side.PROTEGE) in keys}
    reasons = dict(cohort.rules.reasons)
    apart: dict[str, set[str]] = {}
    for group, member in stopped:
        key = keys.get((member, Side.MENTOR), "")
        for other in _members_of(str(group), cohort):
            if key and frozenset({key, other}) not in reasons:
                apart.setdefault(key, set()).add(other)
                apart.setdefault(other, set()).add(key)
                reasons[frozenset({key, other})] = STOPPED
    return replace(
        cohort,
        people=tuple(
            replace(one, apart=one.apart | apart.get(one.key, set()))
            for one in cohort.people
            if one.key not in left_out
        ),
        facilitators=tuple(
            replace(one, apart=one.apart | apart.get(one.key, set())) for one in cohort.facilitators
        ),
        rules=replace(cohort.rules, reasons=reasons),
        kept=tuple(one for kept in cohort.kept if (one := _without(kept, left_out)).members),
    )


def _without(kept: Kept, keys: Collection[str]) -> Kept:
    return replace(kept, members=tuple(key for key in kept.members if key not in keys))


def _members_of(group: str, cohort: GroupCohort) -> tuple[str, ...]:
    return next((one.members for one in cohort.kept if one.peer_group == group), ())
