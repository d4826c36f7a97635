"""The one page of a relationship: who the two are, the next meeting, what is open, what was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.check_ins.early_warning.labels import LABELS
from evaluations.check_ins.models import CheckIn
from evaluations.check_ins.views import own_path
from evaluations.errors import EvaluationError
from evaluations.meetings.domain import action_items as actions
from evaluations.meetings.domain import lifecycle as meetings
from evaluations.meetings.forms import ActionForm
from evaluations.meetings.models import ActionItem
from evaluations.meetings.views.actions import answer_action
from evaluations.meetings.views.pages import back, base_of, people_of
from evaluations.relationship_page.domain.history import read_relationship
from evaluations.relationship_page.domain.pitfall_facts import signs_for
from evaluations.relationship_page.domain.shared import shared_in
from evaluations.relationship_page.domain.state import own_state
from networks.models import Tie
from networks.relationships.agreements.domain.confirming import has_conflict
from networks.relationships.agreements.domain.queries import agreements_of
from networks.relationships.domain.stage import stage_due
from networks.relationships.domain.tie import can_undo_end
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership
from profiles.vocabulary import Area, MentorRole

MEETINGS_A_PAGE = 20
# Of these the page shows meetings and actions even where there are none yet.
WITH_WORK = (Tie.State.ACTIVE, Tie.State.ENDED)


@member_required
def relationship(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Meetings, actions and agreement of one tie, and the tie itself; closeness for the protégé alone."""
    tie = tie_or_404(request, pk)
    there = read_relationship(tie, reader=request.membership)
    pages = Paginator(there.past, MEETINGS_A_PAGE)
    pages.count = there.past_count  # known already
    page = pages.get_page(request.GET.get("page"))
    agreements = agreements_of(tie, reader=request.membership)
    state = own_state(
        tie,
        reader=request.membership,
        there=there,
        terms=agreements.in_force,
        today=request.membership.institution.local_date(),
    )
    context = (
        base_of(request, tie)
        | _about(tie, reader=request.membership)
        | {
            "there": there,
            "has_work": tie.state in WITH_WORK or bool(there.past_count),
            "state": state,
            "health_label": LABELS[state.health.state],
            "signs": signs_for(
                tie,
                reader=request.membership,
                there=there,
                agreements=agreements,
                last_met=state.last_met,
                last=list(page) if page.number == 1 else [],
            )
            if tie.state == Tie.State.ACTIVE
            else [],
            "page": page,
            "check_in": [
                (label, own_path(there.check_in, value))
                for value, label in CheckIn.Answer.choices
                if there.check_in and tie.state == Tie.State.ACTIVE
            ],
            "agreements": agreements,
            "shared": shared_in(tie, reader=request.membership),
            "action_form": ActionForm(
                people=people_of(tie), initial={"owner": request.membership.pk}
            ),
        }
    )
    return render(request, "evaluations/relationship_page/relationship.html", context)


def _about(tie: Tie, *, reader: Membership) -> dict[str, Any]:
    """What the tie is, and what the reader can do with it."""
    return {
        "roles": [MentorRole(role) for role in tie.roles],
        "areas": [Area(area).label for area in tie.areas],
        "is_open": tie.state in Tie.OPEN_STATES,
        "can_undo": can_undo_end(tie, by=reader),
        "conflict": has_conflict(tie),
        "due_stage": stage_due(tie, today=tie.institution.local_date()),
    }


@member_required
@require_POST
def met(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One tap: we met, twenty minutes."""
    tie = tie_or_404(request, pk)
    try:
        meeting = meetings.met_informally(tie, by=request.membership)
    except EvaluationError as error:
        messages.error(request, str(error.message))
        return redirect("evaluations:relationship", pk=tie.pk)
    messages.success(request, _("Saved: you met for 20 minutes. Add notes if you like."))
    return redirect("evaluations:meeting", pk=meeting.pk)


@member_required
@require_POST
def action_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add what one of the two takes on."""
    return answer_action(request, tie_or_404(request, pk))


@member_required
@require_POST
def action_set(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Done, not done after all, dropped, or taken on where no one has it."""
    own = ActionItem.objects.visible_to(request.user).of(request.membership.institution)
    item: ActionItem = get_object_or_404(own.select_related("tie", "group"), pk=pk)
    member = request.membership
    try:
        if act == "drop":
            actions.drop_action(item, by=member)
        elif act == "take":
            actions.take_action(item, by=member)
        elif act in ("done", "open"):
            actions.set_done(item, by=member, done=act == "done")
        else:
            raise Http404
    except EvaluationError as error:
        messages.error(request, str(error.message))
    return redirect(back(request, item.participants))
