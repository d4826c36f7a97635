"""The specialties that an institution's people have, one name for each: seen, renamed and joined by directors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentornet.folding import fold
from mentornet.moments import number
from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import EditForm, one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.models import Institution
from profiles.roster.domain.specialties import (
    LONGEST_NAME,
    Specialty,
    SpecialtyRefused,
    change_specialty,
    specialties,
)

director_required = permission_required("profiles.direct_institution")
ON_A_PAGE = 100


class SpecialtyForm(EditForm, forms.Form):
    """What a specialty is called here."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("If you enter the name of another specialty, the two become one."),
    )


@never_cache
@require_safe
@director_required
def listed(request: MemberRequest) -> HttpResponse:
    """List the specialties that people here have."""
    found = specialties(request.membership.institution)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list}
    return render(request, "profiles/roster/specialties.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@one_at_a_time(Institution)
def specialty(request: MemberRequest, key: str) -> HttpResponse:
    """Rename a specialty, or join it with another."""
    institution = request.membership.institution
    known = {one.key: one for one in specialties(institution)}
    row = known.get(key)
    if row is None:
        raise Http404
    form = SpecialtyForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        other = known.get(fold(name))
        if other and other is not row and (asking := _ask_first(request, row, other)):
            return asking
        try:
            change_specialty(institution, key=key, name=name, by=request.user)
        except SpecialtyRefused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("profiles:roster_specialties")
    context: dict[str, Any] = {"form": form, "specialty": row}
    return render(request, "profiles/roster/specialty.html", context)


def _ask_first(request: MemberRequest, row: Specialty, other: Specialty) -> HttpResponse | None:
    """Ask before two become one, which nothing takes apart again."""
    text = ngettext(
        "%(count)s person with %(old)s will have %(new)s. So will anyone who has %(old)s in a later file. "
        "This can’t be undone.",
        "%(count)s people with %(old)s will have %(new)s. So will anyone who has %(old)s in a later file. "
        "This can’t be undone.",
        row.people,
    )
    return ask_first(
        request,
        title=_("Make %(old)s and %(new)s one specialty?") % {"old": row.name, "new": other.name},
        text=text % {"count": number(row.people), "old": row.name, "new": other.name},
        button=_("Make them one"),
        back=reverse("profiles:roster_specialty", args=[row.key]),
    )
