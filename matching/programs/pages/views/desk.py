"""The page on which a director runs one program: its state, the next step, what stands in it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matching.groups.forming.domain.board import group_runs_of, groups_of
from matching.groups.forming.forms import FormingForm
from matching.groups.membership.domain.departures import asking_for_places, leavers_of
from matching.pairs.forms import RunForm
from matching.pairs.models import PairRule
from matching.programs.access import directed_or_404, director_required
from matching.programs.application.domain import absentees_of
from matching.programs.domain.lifecycle import missing_for_enrollment
from matching.programs.domain.queries import directed_programs, runs_of
from matching.programs.kinds import Step
from matching.programs.models import Program
from matching.programs.runs.domain.publications import latest_of
from matching.projects.forms import MatchForm
from networks.models import PeerGroup
from profiles.access.members import MemberRequest


@director_required
def program(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The program's desk: its state, the next step, the runs."""
    row = directed_or_404(request, pk)
    counted = directed_programs(request.membership).get(pk=row.pk)
    rules = PairRule.objects.filter(program=row).select_related("protege__member", "mentor__member")
    context = {
        "program": counted,
        "step": row.traits.matching if row.state == Program.State.MATCHING else row.traits.running,
        "missing": missing_for_enrollment(row, today=row.institution.local_date()),
        "runs": runs_of(row),
        "rules": rules.order_by("kind", "protege__member__sort_key", "pk"),
        "form": RunForm(initial={"method": row.method, "seed": 0}),
        "absentees": absentees_of(row),
    }
    if row.traits.by_projects:
        context["match_form"] = MatchForm(initial={"method": row.method})
    if row.traits.makes_groups:
        group_runs = list(group_runs_of(row))
        latest = group_runs[0] if group_runs else None
        ready = latest is not None and latest.is_editable
        if latest and (last := latest_of(latest)) and last.is_working:
            context["step"] = Step(
                _("The pairs are being published")
                if row.traits.pairs_peers
                else _("The groups are being published"),
                _("Check the progress, or come back later."),
            )
        elif ready and row.traits.pairs_peers:
            context["step"] = Step(
                _("Review the pairs, then publish"),
                _("The pairs are ready to review. No one is told before you publish them."),
            )
        elif ready:
            context["step"] = Step(
                _("Review the groups, then publish"),
                _("The groups are ready to review. No one is told before you publish them."),
            )
        context |= {
            "ready": latest if ready else None,
            "group_runs": group_runs,
            "groups": groups_of(row),
            "asking": asking_for_places(row),
            "leavers": leavers_of(PeerGroup.objects.filter(program_group__program=row)),
            "forming": FormingForm(initial={"seed": 0}),
        }
    return render(request, "matching/programs/directing/program.html", context)
