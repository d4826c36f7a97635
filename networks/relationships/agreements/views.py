from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.errors import NetworkError
from networks.relationships.agreements.domain import confirming as domain
from networks.relationships.agreements.domain.queries import Agreements, agreements_of
from networks.relationships.agreements.forms import AgreementForm
from networks.relationships.agreements.models import Agreement
from networks.relationships.domain.outside import emails_reach
from networks.relationships.models import Tie
from networks.relationships.views.tie import tie_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.vocabulary import Mode


@member_required
def agreement(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What is agreed, what is proposed, the form for something else, and the past."""
    tie = tie_or_404(request, pk)
    if tie.state != Tie.State.ACTIVE:
        raise Http404
    member, today = request.membership, tie.institution.local_date()
    there = agreements_of(tie, reader=member)
    conflict = domain.has_conflict(tie)
    form = AgreementForm(
        request.POST or None,
        initial=_initial(tie, there, today=today),
        today=today,
        conflict=conflict,
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.propose_agreement(tie, by=member, **form.terms())
        except NetworkError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _saved(tie))
            return redirect("networks:agreement", pk=tie.pk)
    context = {
        "tie": tie,
        "other": tie.partner_of(member),
        "reached": emails_reach(tie),
        "agreements": there,
        "shown": [shown_terms(row) for row in (there.proposal, there.in_force) if row],
        "form": form,
        "open_form": request.method == "POST" or there.latest is None,
    }
    return render(request, "networks/relationships/agreements/agreement.html", context)


def _saved(tie: Tie) -> str:
    if tie.external is None:
        return _("Saved. It takes effect when both of you have agreed.")
    if emails_reach(tie):
        return _("Sent. It takes effect when both of you have agreed.")
    return _("Saved as your own record. The other person was not told.")


def _initial(tie: Tie, there: Agreements, *, today: date) -> dict[str, Any]:
    if there.latest is None:
        return domain.starting_terms(tie, today=today)
    terms = {name: getattr(there.latest, name) for name in domain.TERMS}
    if terms["review_on"] <= today:
        terms["review_on"] = today + domain.REVIEWED_AFTER
    return terms


def shown_terms(row: Agreement) -> dict[str, object]:
    """Return the terms of *row* as pages show them."""
    texts = [
        (AgreementForm.base_fields[name].label, getattr(row, name))
        for name in (
            "progress",
            "protege_does",
            "mentor_does",
            "confidentiality",
            "mentor_or_boss",
            "credit",
        )
    ]
    return {
        "row": row,
        "modes": [Mode(mode).label for mode in row.modes],
        "texts": [(label, text) for label, text in texts if text],
    }


@member_required
@require_POST
def confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say yes to what is proposed."""
    own = Agreement.objects.visible_to(request.user).of(request.membership.institution)
    row: Agreement = get_object_or_404(own.select_related("tie"), pk=pk)
    try:
        done = domain.confirm_agreement(row, by=request.membership)
    except NetworkError as error:
        messages.error(request, str(error.message))
    else:
        in_force = done.state == Agreement.State.IN_FORCE
        messages.success(
            request, _("Agreed.") if in_force else _("You agreed. We asked the other person too.")
        )
    return redirect("networks:agreement", pk=row.tie_id)
