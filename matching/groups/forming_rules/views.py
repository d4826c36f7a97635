"""By what rules a program forms its groups."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matching.errors import MatchingError
from matching.groups.forming_rules.domain import change_rules, rules_of
from matching.groups.forming_rules.forms import GroupRulesForm, PeerRulesForm
from matching.programs.access import director_required, grouping_or_404
from matching.programs.models import Program
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


@director_required
@one_at_a_time(Program)
def rules(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Sizes, hard rules, aims; what is there already has worked elsewhere."""
    program = grouping_or_404(request, pk)
    form_of = PeerRulesForm if program.traits.pairs_peers else GroupRulesForm
    form = form_of(request.POST or None, instance=rules_of(program))
    if request.method == "POST" and form.is_valid():
        try:
            change_rules(program, actor=request.user, **form.said())
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Future runs use these rules."))
            return redirect("matching:directing", pk=pk)
    context = {"program": program, "form": form}
    return render(request, "matching/groups/forming_rules/rules.html", context)
