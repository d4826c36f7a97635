"""Which rank each job title has here, as directors answered it once: seen and corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentornet.pages.editing import EditForm, one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.models import RosterMeaning
from profiles.own_words import RANK
from profiles.roster.domain.known_titles import ASK_AGAIN, change_title, in_words, known_titles
from profiles.vocabulary import choices_now
from profiles.words.domain.titles import NOT_FACULTY

director_required = permission_required("profiles.direct_institution")
TITLES_A_PAGE = 100


class TitleForm(EditForm, forms.Form):
    """What a title means."""

    meaning = forms.ChoiceField(
        label=gettext_lazy("Rank"),
        required=False,
        help_text=gettext_lazy("It counts from the next file on. No one’s rank changes now."),
    )

    def __init__(self, data: Any, *, row: RosterMeaning) -> None:
        super().__init__(data, initial={"meaning": row.meaning})
        meaning = self.fields["meaning"]
        assert isinstance(meaning, forms.ChoiceField)  # noqa: S101  (for the type checker)
        meaning.choices = [
            *choices_now(RANK, keep=[row.meaning]),
            (NOT_FACULTY, _("Not faculty: leave these people out")),
            (ASK_AGAIN, _("Ask again at the next file")),
        ]


@never_cache
@require_safe
@director_required
def titles(request: MemberRequest) -> HttpResponse:
    """List the titles that were answered."""
    known = known_titles(request.membership.institution)
    page = Paginator(known, TITLES_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "pk": one.pk,
            "text": one.text,
            "meaning": in_words(one.meaning, not_faculty=_("Not faculty")),
        }
        for one in page.object_list
    ]
    return render(request, "profiles/roster/titles.html", {"page": page, "rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@one_at_a_time(RosterMeaning)
def title(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct what a title means."""
    row = get_object_or_404(known_titles(request.membership.institution), pk=pk)
    form = TitleForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        change_title(row, meaning=form.cleaned_data["meaning"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("profiles:roster_titles")
    return render(request, "profiles/roster/title.html", {"form": form, "name": row.text})
