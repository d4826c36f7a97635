"""A note about a person, on pages below a director's page of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.models import DirectorNote, Membership
from profiles.people.director_notes.domain import add_note, delete_note, edit_note
from profiles.people.director_notes.forms import NoteEditForm, NoteForm
from profiles.undo.views import removing

DIRECT = "profiles.direct_people"
director_required = permission_required(DIRECT)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def note_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write a note about a person."""
    here = Membership.objects.directed_by(request.user).of(request.membership.institution)
    person: Membership = get_object_or_404(
        here.select_related("institution", "unit").defer("search"), pk=pk
    )
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_note(person, author=request.membership, text=form.cleaned_data["text"])
        messages.success(request, _("Note saved."))
        return redirect("profiles:directed_person", pk=person.pk)
    context = {"person": person, "form": form}
    return render(request, "profiles/people/director_notes/note.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@one_at_a_time(DirectorNote)
def note(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Edit one's own note; nobody else's."""
    row = _own_or_404(request, pk)
    form = NoteEditForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        edit_note(row, text=form.cleaned_data["text"])
        messages.success(request, _("Note saved."))
        return redirect("profiles:directed_person", pk=row.member_id)
    context = {"person": row.member, "form": form, "note": row}
    return render(request, "profiles/people/director_notes/note.html", context)


@require_POST
@director_required
def note_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete one's own note; it can be undone for some minutes."""
    row = _own_or_404(request, pk)
    target = redirect("profiles:directed_person", pk=row.member_id)
    with removing(request, row, said=_("Note deleted."), back=target.url, needs=DIRECT):
        delete_note(row, by=request.membership)
    return target


def _own_or_404(request: MemberRequest, pk: UUID) -> DirectorNote:
    own = DirectorNote.objects.written_by(request.membership)
    related = ("member__institution", "member__unit", "institution")
    row: DirectorNote = get_object_or_404(own.select_related(*related), pk=pk)
    return row
