"""What programs have for a person's home page."""

from __future__ import annotations

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Program, TeamMember
from networks.domain.errands import Errand, Errands
from profiles.models import Membership

State = TeamMember.State


def team_errands(member: Membership) -> Errands:
    """Teams that ask for *member*, and plans of their teams that they have not agreed to. One query."""
    agreed = Q(agreed_revision=F("team__revision"))
    rows = (
        TeamMember.objects.filter(
            Q(state=State.ASKED)
            | Q(state=State.CONFIRMED, tie__state="active", team__revision__gt=0) & ~agreed,
            member=member,
        )
        .exclude(team__enrollment__program__state=Program.State.CLOSED)
        .select_related("team__enrollment__member")
        .order_by("asked_at", "pk")
    )
    return Errands(waiting=tuple(_errand(row) for row in rows))


def _errand(row: TeamMember) -> Errand:
    name = {"name": row.team.protege.name}
    if row.state == State.ASKED:
        return Errand(
            _("%(name)s asks you to join their career-award team.") % name,
            _("Read and answer"),
            reverse("matching:team_request", args=[row.pk]),
        )
    return Errand(
        _("The mentoring plan of %(name)s waits for your word.") % name,
        _("Read the plan"),
        reverse("matching:team", args=[row.team_id]),
    )
