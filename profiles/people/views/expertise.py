"""My expertise: what I am found by, and proposals from a file with my works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.access.members import MemberRequest, member_required
from profiles.errors import DomainError
from profiles.models import Membership
from profiles.people.domain.expertise import set_expertise
from profiles.people.domain.publication_terms import LONGEST_TERM, propose_terms
from profiles.people.domain.publications import MAX_BYTES, read_publications
from profiles.people.forms.publications import ExpertiseForm, PublicationsForm


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def expertise(request: MemberRequest) -> HttpResponse:
    """The present terms; after an upload also those that its works suggest. The file is not kept."""
    member = request.membership
    form = PublicationsForm(request.POST or None, request.FILES or None)
    context = _context(member, form)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            works = read_publications(upload.read(MAX_BYTES + 1))
        except DomainError as error:
            form.add_error("file", str(error.message))
        else:
            found = propose_terms(works, have=member.expertise)
            context |= {
                "file_name": upload.name,
                "works": len(works.titles),
                "proposed": [
                    (_("From your keywords"), found["keywords"]),
                    (_("From titles"), found["titles"]),
                    (_("From journals"), found["journals"]),
                ],
                "any": any(found.values()),
                "other_orcid": works.orcid if member.orcid and works.orcid != member.orcid else "",
            }
    return render(request, "profiles/people/expertise.html", context)


@require_POST
@member_required
def expertise_save(request: MemberRequest) -> HttpResponse:
    """Keep the ticked terms and the typed ones."""
    member = request.membership
    form = ExpertiseForm(request.POST)
    ticked = [" ".join(one.split()) for one in request.POST.getlist("terms")]
    ticked = [one for one in ticked if one and len(one) <= LONGEST_TERM and one.isprintable()]
    form.fields["terms"].choices = [(one, one) for one in request.POST.getlist("terms")]  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            set_expertise(member, terms=[*ticked, *form.cleaned_data["more"]])
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Colleagues find you by these terms."))
            return redirect("profiles:expertise")
    context = _context(member, PublicationsForm(), ticked) | {"expertise_form": form}
    return render(request, "profiles/people/expertise.html", context)


def _context(
    member: Membership, form: PublicationsForm, ticked: list[str] | None = None
) -> dict[str, Any]:
    present = member.expertise if ticked is None else ticked
    return {
        "form": form,
        "expertise_form": ExpertiseForm(),
        "present": present,
        "orcid": member.orcid,
    }
