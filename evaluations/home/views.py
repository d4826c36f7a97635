"""A person's groups, the search over everything they may see, and who can help them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluations.home.domain.contact import directors_for
from evaluations.home.domain.dashboard_search import search_dashboard
from evaluations.home.domain.search import search as find
from evaluations.home.forms import SearchForm
from evaluations.outcomes.closing.models import Completion
from evaluations.sessions.groups.domain.queries import groups_of, past_groups_of
from evaluations.sessions.guests.domain.invitations import invitations_of
from matching.groups.membership.domain.departures import waiting_in
from mentornet.pages.dashboard import USE
from profiles.access.members import MemberRequest, member_required, permission_required
from profiles.people.domain.preferences import shown_email


@member_required
def groups(request: MemberRequest) -> HttpResponse:
    """The groups that the reader is in, and those that were closed with them in it."""
    rows = list(groups_of(request.membership))
    context = {
        "rows": rows,
        "waits_for": None if rows else waiting_in(request.membership),
        "past": past_groups_of(request.membership),
        "invited": invitations_of(request.membership),
        "completions": Completion.objects.filter(member=request.membership).order_by("-closed_on"),
    }
    return render(request, "evaluations/home/groups.html", context)


@require_GET
@member_required
def search(request: MemberRequest) -> HttpResponse:
    """People, programs and groups that the reader may see, by their words."""
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {"form": form, "q": q, "found": find(request.membership, q=q) if q else None}
    return render(request, "evaluations/home/search.html", context)


@require_GET
@permission_required(USE)
def dashboard_search(request: MemberRequest) -> HttpResponse:
    """What the reader reaches at the dashboard, by its words."""
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = search_dashboard(request.membership, q=q)
    context = {"form": form, "q": q, "found": found}
    return render(request, "evaluations/home/dashboard_search.html", context)


@require_GET
@member_required
def contact(request: MemberRequest) -> HttpResponse:
    """Who helps at the reader's institution: its program directors."""
    directors = [(one, shown_email(one)) for one in directors_for(request.membership)]
    context = {"directors": directors}
    return render(request, "evaluations/home/contact.html", context)
