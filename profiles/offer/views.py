"""My mentor offer: what I can be for others, and how much room I have."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.errors import DomainError
from profiles.models import MentorOffer, MentorTraining
from profiles.offer import domain
from profiles.offer.forms import OfferForm
from profiles.vocabulary import Mode


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def offer(request: MemberRequest) -> HttpResponse:
    """Read and change my offer; a new one starts from what is known already."""
    member = request.membership
    row = MentorOffer.objects.filter(member=member).first()
    suggested = None if row else domain.suggest_offer(member)
    form = OfferForm(request.POST or None, initial=_initial(row, suggested))
    if request.method == "POST" and form.is_valid():
        try:
            domain.save_offer(member, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. This is how colleagues find you."))
            return redirect("profiles:offer")
    training = MentorTraining.objects.filter(member=member).first()
    context = {"form": form, "offer": row, "suggested": suggested, "training": training}
    return render(request, "profiles/offer/offer.html", context)


def _initial(row: MentorOffer | None, suggested: domain.OfferSuggestion | None) -> dict[str, Any]:
    if row is not None:
        return {name: getattr(row, name) for name in OfferForm.base_fields}
    return {
        "areas": list(suggested.areas) if suggested else [],
        "expertise": list(suggested.expertise) if suggested else [],
        "modes": [Mode.IN_PERSON, Mode.VIDEO],
        "capacity": 2,
        "hours_a_month": 2,
        "rank_wish": MentorOffer.RankWish.HALF_GENERATION,
    }


@require_POST
@member_required
def offer_pause(request: MemberRequest) -> HttpResponse:
    domain.pause_offer(_own_or_404(request))
    messages.success(
        request, _("Paused. We don’t suggest you to anyone. Your relationships stay the same.")
    )
    return redirect("profiles:offer")


@require_POST
@member_required
def offer_resume(request: MemberRequest) -> HttpResponse:
    domain.resume_offer(_own_or_404(request))
    messages.success(request, _("Colleagues can find you again."))
    return redirect("profiles:offer")


def _own_or_404(request: MemberRequest) -> MentorOffer:
    row: MentorOffer = get_object_or_404(MentorOffer, member=request.membership)
    return row
