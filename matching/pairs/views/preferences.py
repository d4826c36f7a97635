"""Choosing among those who are enrolled: look, compare, rank, decline."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.errors import MatchingError
from matching.pairs.domain import preferences as domain
from matching.pairs.domain.preferences import browse, declined_by
from matching.pairs.forms import BrowseForm
from matching.programs.access import enrollment_or_404
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.keys import is_key
from profiles.access.members import MemberRequest, member_required
from profiles.vocabulary import Area, MentorRole, Mode

PEOPLE_A_PAGE = 30
COMPARED = 3


@member_required
def choices(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """The list in one's own order, and the people to choose from."""
    own = _choosing_or_404(request, pk, side)
    form = BrowseForm(request.GET)
    listed = may_browse(own)
    rows = browse(own, **form.chosen()) if listed else Enrollment.objects.none()
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    ranked = domain.ranked(own)
    context = {
        "program": own.program,
        "own": own,
        "side": side,
        "form": form,
        "listed": listed,
        "page": page,
        "people": [_card(one) for one in page],
        "ranked": ranked,
        "ranked_keys": {one.pk for one in ranked},
        "declined": declined_by(own),
        "full": side == "protege" and len(ranked) >= own.program.choices_asked,
    }
    return render(request, "matching/pairs/choices.html", context)


@member_required
def compare(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """Up to three people side by side."""
    own = _choosing_or_404(request, pk, side)
    if not may_browse(own):
        raise Http404
    wanted = [key for key in request.GET.getlist("one") if is_key(key)][:COMPARED]
    people = [_card(one) for one in browse(own).filter(pk__in=wanted)]
    context = {"program": own.program, "side": side, "own": own, "people": people}
    return render(request, "matching/pairs/compare_people.html", context)


@member_required
@require_POST
def order(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """The whole list as it was dragged."""
    own = _choosing_or_404(request, pk, side)
    keys = [UUID(key) for key in request.POST.getlist("keys") if is_key(key)]
    try:
        domain.order_choices(own, keys=keys)
    except MatchingError as error:
        return HttpResponse(str(error.message), status=409, content_type="text/plain")
    return HttpResponse(_("Saved."), content_type="text/plain; charset=utf-8")


ACTS: dict[str, Callable[..., Any]] = {
    "add": domain.add_choice,
    "drop": domain.drop_choice,
    "up": lambda own, *, key: domain.move_choice(own, key=key, by=-1),
    "down": lambda own, *, key: domain.move_choice(own, key=key, by=1),
    "decline": domain.decline,
    "undo-decline": domain.undo_decline,
}


@member_required
@require_POST
def choose(request: MemberRequest, pk: UUID, side: str, act: str) -> HttpResponse:
    own = _choosing_or_404(request, pk, side)
    key = request.POST.get("key", "")
    if act not in ACTS or not is_key(key):
        raise Http404
    if act in ("add", "decline") and not may_browse(own):
        raise Http404
    try:
        ACTS[act](own, key=UUID(key))
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:choices", pk=pk, side=side)


def _choosing_or_404(request: MemberRequest, pk: UUID, side: str) -> Enrollment:
    """The reader's own enrollment where people name whom they would like: elsewhere no one is chosen."""
    own = enrollment_or_404(request, pk, side)
    if not own.program.traits.chooses:
        raise Http404
    if own.program.traits.by_projects and side == Enrollment.Side.PROTEGE:
        raise Http404  # they choose projects
    return own


def may_browse(own: Enrollment) -> bool:
    """Mentors see who asks, as they must be able to decline; protégés where the program says so; peers each other."""
    if own.side == Enrollment.Side.MENTOR or own.program.traits.pairs_peers:
        return True
    shown: bool = own.program.listing == Program.Listing.PROTEGES
    return shown


def _card(one: Enrollment) -> dict[str, Any]:
    areas = sorted(one.areas, key=lambda area: (one.areas[area], Area.values.index(area)))
    return {
        "one": one,
        "member": one.member,
        "areas": [Area(area).label for area in areas],
        "roles": [MentorRole(role).label for role in one.roles],
        "modes": [Mode(mode).label for mode in one.modes],
    }
