"""The plan of a career-award team: written by its protégé, agreed to by the team, version by version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.team import check_protege, hold_team
from matching.errors import NotOfTeam, PlanChanged
from matching.models import Milestone, Team, TeamMember
from networks.domain.dates import local_date
from profiles.domain.audit import record
from profiles.models import Membership


@transaction.atomic
def write_plan(team: Team, *, by: Membership, revision: int, **fields: Any) -> Team:
    """Save the plan as its protégé wrote it; saving what is there already changes nothing.

    *revision* is the one that was read. Raises NotOfTeam, and PlanChanged where it is not the
    latest: nothing is overwritten.
    """
    held = hold_team(team)
    check_protege(held, by)
    if held.revision != revision:
        raise PlanChanged
    if all(getattr(held, name) == value for name, value in fields.items()):
        return held
    for name, value in fields.items():
        setattr(held, name, value)
    return _new_revision(held, by)


@transaction.atomic
def agree(row: TeamMember, *, by: Membership, revision: int) -> TeamMember:
    """Agree to the plan as it was read. Raises NotOfTeam, and PlanChanged for an older one."""
    team = hold_team(row.team)
    held = TeamMember.objects.current().filter(pk=row.pk, member=by).first()
    if held is None:
        raise NotOfTeam
    if team.revision != revision:
        raise PlanChanged(_("The plan has changed meanwhile. Read it again."))
    if held.agreed_revision != revision:
        held.agreed_revision = revision
        held.save(update_fields=["agreed_revision"])
        record("team_plan_agreed", actor=by.user, institution=held.institution, subject=held)
    return held


@transaction.atomic
def add_milestone(team: Team, *, by: Membership, text: str, due_on: date) -> Milestone:
    """Set a milestone; the plan is a new version by it. Raises NotOfTeam."""
    held = hold_team(team)
    check_protege(held, by)
    row: Milestone = Milestone.objects.create(
        institution=held.institution, team=held, text=text, due_on=due_on
    )
    _new_revision(held, by)
    return row


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: Membership) -> None:
    """Take a milestone out of the plan, which is a new version by it. Raises NotOfTeam."""
    held = hold_team(milestone.team)
    check_protege(held, by)
    milestone.delete()
    _new_revision(held, by)


@transaction.atomic
def mark_milestone(milestone: Milestone, *, by: Membership, reached: bool) -> Milestone:
    """Note that a milestone is reached today, or take that back. Raises NotOfTeam."""
    held = hold_team(milestone.team)
    check_protege(held, by)
    if bool(milestone.reached_on) != reached:
        milestone.reached_on = local_date(held.institution) if reached else None
        milestone.save(update_fields=["reached_on"])
    return milestone


def _new_revision(team: Team, by: Membership) -> Team:
    team.revision += 1
    team.written_at = timezone.now()
    team.save()
    record("team_plan_written", actor=by.user, institution=team.institution, subject=team)
    return team
