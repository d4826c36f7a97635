"""The institution's own words for ranks, tracks, areas and kinds of relationship: for its directors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentornet.moments import number
from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.models import Institution, InstitutionWord
from profiles.own_words import OwnWord, our_name
from profiles.vocabulary import EXTENDED, entries_now, label_of
from profiles.words.domain.own import WordRefused, add_word, change_word, people_with
from profiles.words.forms import AddWordForm, ChangeWordForm

director_required = permission_required("profiles.direct_institution")
Kind = InstitutionWord.Kind


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def words(request: MemberRequest) -> HttpResponse:
    """Show the four lists; add a word to ranks or tracks."""
    institution = request.membership.institution
    form = AddWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            word = add_word(institution, **form.wanted, by=request.user)
        except WordRefused as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("Added %(name)s.") % {"name": word.label})
            return redirect("profiles:words")
    lists = [
        {"kind": kind, "entries": [_shown(kind, one) for one in entries_now(kind)]} for kind in Kind
    ]
    return render(request, "profiles/words/words.html", {"form": form, "lists": lists})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@one_at_a_time(Institution)
def word(request: MemberRequest, kind: str, key: str) -> HttpResponse:
    """Rename a word, change what it means, order its list, retire it or bring it back."""
    # Read once more: another director may have saved while this request waited.
    institution = Institution.objects.get(pk=request.membership.institution_id)
    entries = entries_now(kind) if kind in Kind.values else []
    row = next((one for one in entries if one.key == key), None)
    if row is None:
        raise Http404
    form = ChangeWordForm(request.POST or None, kind=kind, word=row, entries=entries)
    people = people_with(institution, kind, row)
    if request.method == "POST" and form.is_valid():
        if asking := _ask_first(request, kind, row, form.wanted["standard"], people):
            return asking
        try:
            change_word(institution, kind=kind, key=key, **form.wanted, by=request.user)
        except WordRefused as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("profiles:words")
    context = {
        "form": form,
        "name": label_of(kind, key),
        "list": Kind(kind).label,
        "people": people if kind in EXTENDED else None,
    }
    return render(request, "profiles/words/word.html", context)


def _ask_first(
    request: MemberRequest, kind: str, row: OwnWord, standard: str, people: int
) -> HttpResponse | None:
    """Ask before people count elsewhere."""
    if standard == row.standard or not people:
        return None
    text = ngettext(
        "%(count)s person will count as %(standard)s in figures, matching, and the rules of "
        "programs from now on. Figures that were published stay as they are.",
        "%(count)s people will count as %(standard)s in figures, matching, and the rules of "
        "programs from now on. Figures that were published stay as they are.",
        people,
    )
    return ask_first(
        request,
        title=_("Change what %(name)s counts as?") % {"name": label_of(kind, row.key)},
        text=text % {"count": number(people), "standard": label_of(kind, standard)},
        button=_("Change it"),
        back=reverse("profiles:word", args=[kind, row.key]),
    )


def _shown(kind: str, one: OwnWord) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": label_of(kind, one.key),
        "counts_as": "" if one.is_ours else label_of(kind, one.standard),
        "ours": our_name(kind, one.key) if one.is_ours and one.label else "",
        "is_active": one.is_active,
    }
