"""The directory of colleagues and one colleague's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from networks.relationships.domain.queries.colleagues import colleagues
from networks.relationships.models import Tie
from networks.suggestions.domain.people import room_left, search_people
from networks.suggestions.domain.units import unit_tree
from networks.suggestions.forms import PeopleSearchForm
from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.sharing import shared_parts
from profiles.models import SelfDescription
from profiles.vocabulary import Area, MentorRole, Mode

PEOPLE_A_PAGE = 24


@require_GET
@member_required
def people(request: MemberRequest) -> HttpResponse:
    """Search colleagues by name, expertise, unit, rank and what they offer."""
    units = unit_tree(request.membership.institution)
    form = PeopleSearchForm(request.GET, units=units)
    if form.is_valid():
        wanted = form.cleaned_data
        unit = form.chosen_unit()
        found = search_people(
            request.membership,
            q=wanted["q"],
            units=units.within(unit) if unit else None,
            rank=wanted["rank"],
            role=wanted["role"],
            area=wanted["area"],
            room=wanted["room"],
        )
    else:
        found = colleagues(request.membership).none()
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    room = room_left(listed)
    rows = [(one, room.get(one.pk)) for one in listed]
    return render(
        request, "networks/suggestions/people.html", {"form": form, "page": page, "rows": rows}
    )


@require_GET
@member_required
def person(request: MemberRequest, pk: str) -> HttpResponse:
    """One colleague: what any colleague may see, and to their mentors what they share."""
    here = colleagues(request.membership).select_related(
        "unit", "offer", "mentor_training", "photo", "introduction"
    )
    other = get_object_or_404(here, pk=pk)
    offer = getattr(other, "offer", None)
    if offer is not None and offer.paused:
        offer = None
    context = {
        "person": other,
        "is_me": other.pk == request.membership.pk,
        "offer": offer,
        "room": room_left([other]).get(other.pk),
        "roles": [MentorRole(role) for role in offer.roles] if offer else [],
        "areas": [Area(area).label for area in offer.areas] if offer else [],
        "modes": [Mode(mode).label for mode in offer.modes] if offer else [],
        "introduction": getattr(other, "introduction", None),
        "description": SelfDescription.objects.visible_to(request.user)
        .filter(member=other, shown=True)
        .first(),
        "shared": shared_parts(
            other,
            reader=request.membership,
            mentor_ids=Tie.objects.active()
            .between(other, request.membership)
            .values_list("mentor", flat=True),
        ),
    }
    return render(request, "networks/suggestions/person.html", context)
