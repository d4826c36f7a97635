"""New institutions, made by operators in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.models import Institution
from profiles.people.emails.views.oversight import operator_required
from profiles.roster.domain.founding import FirstDirector, FoundingRefused, create_institution
from profiles.roster.forms import FoundingForm

DIRECTOR = ("external_id", "email", "given_name", "family_name", "rank")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
@fresh_authentication_required
def institutions(request: MemberRequest) -> HttpResponse:
    """Show all institutions, and make one with its first director."""
    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _create(request, form):
        return redirect("profiles:operating_institutions")
    rows = Institution.objects.order_by("name").values("name", "slug", "time_zone", "sandbox_of")
    return render(request, "profiles/roster/institutions.html", {"form": form, "rows": list(rows)})


def _create(request: MemberRequest, form: FoundingForm) -> bool:
    given: dict[str, Any] = form.cleaned_data
    director = FirstDirector(**{name: given[name] for name in DIRECTOR})
    try:
        member = create_institution(
            name=given["name"],
            slug=given["slug"],
            time_zone=given["time_zone"],
            director=director,
            by=request.user,
        )
    except FoundingRefused as error:
        _place(form, error)
        return False
    except DomainError as error:
        form.add_error("email", str(error.message))
        return False
    words = _("%(institution)s is created. %(name)s gets an email with the way in.")
    named = {"institution": member.institution.name, "name": member.name}
    messages.success(request, words % named)
    return True


def _place(form: forms.Form, error: FoundingRefused) -> None:
    for name, said in error.fields.items():
        for words in said:
            form.add_error(name if name in form.fields else None, words)
