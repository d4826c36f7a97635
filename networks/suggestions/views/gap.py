"""People who could fill a gap in a network."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from networks.relationships.domain.queries.colleagues import colleagues
from networks.suggestions.domain.candidates import candidates, scarcity
from networks.suggestions.domain.units import unit_tree
from networks.suggestions.forms import SuggestionFilterForm
from profiles.access.members import MemberRequest, member_required
from profiles.vocabulary import Area, MentorRole

PEOPLE_A_PAGE = 12


@require_GET
@member_required
def gap(request: MemberRequest, kind: str, value: str) -> HttpResponse:
    """Who could fill the gap in this role or area, best first, with the reasons."""
    every: dict[str, type[MentorRole] | type[Area]] = {"role": MentorRole, "area": Area}
    terms = every.get(kind)
    if terms is None or value not in terms.values:
        raise Http404
    units = unit_tree(request.membership.institution)
    form = SuggestionFilterForm(request.GET, units=units)
    filters = form.filters()
    found = candidates(request.membership, **{kind: value}, filters=filters, units=units)
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    people = colleagues(request.membership).in_bulk([one.candidate.key for one in page])
    by_key = {str(key): person for key, person in people.items()}
    context = {
        "kind": kind,
        "value": value,
        "label": terms(value).label,
        "meaning": terms(value).meaning,
        "form": form,
        "narrowed": bool(filters),
        "page": page,
        "rows": [(by_key[one.candidate.key], one) for one in page if one.candidate.key in by_key],
    }
    if not found:
        context["reason"] = scarcity(
            request.membership, **{kind: value}, filters=filters, units=units
        ).reason
    return render(request, "networks/suggestions/gap.html", context)
