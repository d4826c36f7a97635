"""The plan of a career-award team: written by its protégé, agreed to by the team, version by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.teams.domain.membership import check_protege, lock_for_update
from matching.teams.errors import NotOfTeam, PlanChanged
from matching.teams.models import Milestone, Team, TeamMember
from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from profiles.institution.domain.audit import record
from profiles.models import Membership


@transaction.atomic
def write_plan(team: Team, *, by: Membership, revision: int, **fields: Any) -> Team:
    """Save the plan as its protégé wrote it; saving what is there already changes nothing.

    Where it changes what the team agrees to, those who had agreed are told by email what changed,
    and asked again. *revision* is the one that was read. Raise NotOfTeam, and PlanChanged where it
    is not the latest: nothing is overwritten.
    """
    held = lock_for_update(team)
    check_protege(held, by)
    if held.revision != revision:
        raise PlanChanged
    if all(getattr(held, name) == value for name, value in fields.items()):
        return held
    again = asked_again(held, fields)
    changed = changed_parts(held, fields)
    for name, value in fields.items():
        setattr(held, name, value)
    _new_revision(held, by)
    if changed:
        held.agree_from = held.revision
        held.save(update_fields=["agree_from"])
    _notify(held, again, changed)
    return held


def changed_parts(team: Team, fields: Mapping[str, Any]) -> list[str]:
    """Return what *fields* would change of what the team agrees to, as the page calls it."""
    return [
        str(label)
        for name, label in Team.AGREED_TO.items()
        if name in fields and fields[name] != getattr(team, name)
    ]


def asked_again(team: Team, fields: Mapping[str, Any]) -> list[TeamMember]:
    """Return those who agree to the plan and would be asked again if *fields* were saved."""
    if not changed_parts(team, fields):
        return []
    rows = TeamMember.objects.current().filter(team=team, member__isnull=False)
    return [one for one in rows.select_related("team", "member__user") if one.has_agreed]


@transaction.atomic
def agree(row: TeamMember, *, by: Membership, revision: int) -> TeamMember:
    """Agree to the plan as it was read. Raise NotOfTeam, and PlanChanged for an older one."""
    team = lock_for_update(row.team)
    held = TeamMember.objects.current().filter(pk=row.pk, member=by).first()
    if held is None:
        raise NotOfTeam
    if team.revision != revision:
        raise PlanChanged(_("The plan has changed. Read it again, then agree."))
    if held.agreed_revision != revision:
        held.agreed_revision = revision
        held.save(update_fields=["agreed_revision"])
        record(Verb.TEAM_PLAN_AGREED, actor=by.user, institution=held.institution, subject=held)
    return held


@transaction.atomic
def add_milestone(team: Team, *, by: Membership, text: str, due_on: date) -> Milestone:
    """Set a milestone; the team, who follows it, is not asked again. Raise NotOfTeam."""
    held = lock_for_update(team)
    check_protege(held, by)
    row: Milestone = Milestone.objects.create(
        institution=held.institution, team=held, text=text, due_on=due_on
    )
    record(Verb.MILESTONE_ADDED, actor=by.user, institution=held.institution, subject=row)
    return row


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: Membership) -> None:
    """Take a milestone out of the plan; the team is not asked again. Raise NotOfTeam."""
    held = lock_for_update(milestone.team)
    check_protege(held, by)
    record(Verb.MILESTONE_REMOVED, actor=by.user, institution=held.institution, subject=milestone)
    milestone.delete()


@transaction.atomic
def mark_milestone(milestone: Milestone, *, by: Membership, reached: bool) -> Milestone:
    """Note that a milestone is reached today, or take that back. Raise NotOfTeam."""
    held = lock_for_update(milestone.team)
    check_protege(held, by)
    if bool(milestone.reached_on) != reached:
        milestone.reached_on = held.institution.local_date() if reached else None
        milestone.save(update_fields=["reached_on"])
    return milestone


def _new_revision(team: Team, by: Membership) -> Team:
    team.revision += 1
    team.written_at = timezone.now()
    team.save()
    record(Verb.TEAM_PLAN_WRITTEN, actor=by.user, institution=team.institution, subject=team)
    return team


def _notify(team: Team, people: Iterable[TeamMember], changed: Sequence[str]) -> None:
    """Tell those who had agreed what changed, and nothing of what the plan says."""
    for one in people:
        if one.member is not None and one.member.is_current:
            with reading(one.member):
                queue_message(
                    key=f"team-plan-{one.pk}-{team.revision}",
                    to=one.member.user.email,
                    subject=_("The mentoring plan of %(name)s has changed")
                    % {"name": team.protege.name},
                    template="team_plan_changed",
                    context={
                        "institution": team.institution,
                        "name": one.member.short_name,
                        "protege": team.protege.name,
                        "changed": changed,
                        "link": settings.SITE_URL + reverse("matching:team", args=[team.pk]),
                    },
                    institution=team.institution,
                )
