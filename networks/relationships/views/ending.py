from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.errors import NetworkError
from networks.relationships.domain import tie as domain
from networks.relationships.domain.outside import emails_reach
from networks.relationships.domain.stage import reach_stage
from networks.relationships.forms.ending import EndingForm
from networks.relationships.models import Tie
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest, member_required


@member_required
def ending(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End a tie with a kind word, which is drafted; no one asks why."""
    tie = tie_or_404(request, pk)
    if tie.state != Tie.State.ACTIVE:
        raise Http404
    member = request.membership
    other = tie.partner_of(member)
    sends = tie.external is None or emails_reach(tie)
    form = EndingForm(
        request.POST or None,
        sends=sends,
        initial={"message": domain.draft_farewell(tie, by=member), "ended_as": ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.end_tie(tie, by=member, **form.cleaned_data)
        except NetworkError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(
                request,
                _("The relationship has ended. You can undo this until the end of the day."),
            )
            return redirect(tie)
    return render(
        request,
        "networks/relationships/ending.html",
        {"tie": tie, "other": other, "form": form, "sends": sends},
    )


@member_required
@require_POST
def stage(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Confirm the stage that the tie has reached."""
    tie = tie_or_404(request, pk)
    wanted = request.POST.get("stage", "")
    if wanted not in Tie.Stage.values:
        raise Http404
    try:
        reach_stage(tie, by=request.membership, stage=wanted)
    except NetworkError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect(tie)
