"""Curricula as a director keeps them: read, copy, write, put in order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluations.errors import EvaluationError
from evaluations.sessions.curriculum.domain import curricula as domain
from evaluations.sessions.curriculum.domain.texts import BUILT_IN
from evaluations.sessions.curriculum.forms import CurriculumForm, MaterialForm, OutlineForm
from evaluations.sessions.curriculum.models import Curriculum, Material, Outline
from matching.programs.access import institution_director_required
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest


@institution_director_required
def curricula(request: MemberRequest) -> HttpResponse:
    """The institution's curricula, and those that come with the product."""
    rows = _own(request).annotate(sessions=Count("outlines"))
    context = {"rows": rows, "built_in": [domain.built_in(key) for key in BUILT_IN]}
    return render(request, "evaluations/sessions/curriculum/curricula.html", context)


@institution_director_required
def built_in(request: MemberRequest, key: str) -> HttpResponse:
    """One that comes with the product, to read."""
    template = domain.built_in(key)
    if template is None:
        raise Http404
    return render(request, "evaluations/sessions/curriculum/built_in.html", {"template": template})


@institution_director_required
def new(request: MemberRequest) -> HttpResponse:
    """An empty one, or a copy of the one that `from` names."""
    institution = request.membership.institution
    source = domain.find_template(request.GET.get("from", ""), institution)
    initial = {"name": source.name, "aim": source.aim} if source else {}
    form = CurriculumForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = domain.write_curriculum(
            institution, actor=request.user, source=source, **form.cleaned_data
        )
        messages.success(request, _("Curriculum created. You can edit anything."))
        return redirect("evaluations:curriculum", pk=row.pk)
    return render(
        request, "evaluations/sessions/curriculum/new.html", {"form": form, "source": source}
    )


@institution_director_required
@one_at_a_time(Curriculum)
def curriculum(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One of the institution's: its sessions in order; its name is changed in the same place."""
    row = _curriculum_or_404(request, pk)
    form = CurriculumForm(request.POST or None, initial={"name": row.name, "aim": row.aim})
    if request.method == "POST" and form.is_valid():
        domain.change_curriculum(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("evaluations:curriculum", pk=row.pk)
    context = {"curriculum": row, "form": form, "outlines": row.outlines.all()}
    return render(request, "evaluations/sessions/curriculum/curriculum.html", context)


@institution_director_required
@require_POST
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete a template, asked once more."""
    row = _curriculum_or_404(request, pk)
    if "sure" not in request.POST:
        context = {"curriculum": row}
        return render(request, "evaluations/sessions/curriculum/delete.html", context)
    domain.delete_curriculum(row, actor=request.user)
    messages.success(
        request, _("Curriculum deleted. Sessions already scheduled from it do not change.")
    )
    return redirect("evaluations:curricula")


@institution_director_required
@require_POST
def outline_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _curriculum_or_404(request, pk)
    try:
        made = domain.add_outline(row)
    except EvaluationError as error:
        messages.error(request, str(error.message))
        return redirect("evaluations:curriculum", pk=row.pk)
    return redirect("evaluations:outline", pk=made.pk)


@institution_director_required
@one_at_a_time(Outline)
def outline(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One session of a curriculum."""
    row = _outline_or_404(request, pk)
    initial = {name: getattr(row, name) for name in OutlineForm.base_fields}
    form = OutlineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        domain.change_outline(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("evaluations:curriculum", pk=row.curriculum_id)
    return _show(request, row, form=form)


@institution_director_required
@require_POST
def outline_act(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Up, down, or out of the curriculum."""
    row = _outline_or_404(request, pk)
    if act == "remove":
        domain.remove_outline(row)
        messages.success(request, _("“%(title)s” is removed.") % {"title": row.title})
    elif act in ("up", "down"):
        domain.move_outline(row, up=act == "up")
    else:
        raise Http404
    return redirect("evaluations:curriculum", pk=row.curriculum_id)


@institution_director_required
@require_POST
def outline_material(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a link or a file to a session of a curriculum."""
    row = _outline_or_404(request, pk)
    form = MaterialForm(request.POST, request.FILES, auto_id="material-%s")
    if add_material(request, row, form):
        return redirect("evaluations:outline", pk=row.pk)
    return _show(request, row, material_form=form)


@institution_director_required
@require_POST
def outline_material_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    own = Material.objects.filter(outline__curriculum__in=_own(request))
    row: Material = get_object_or_404(own, pk=pk)
    domain.remove_material(row)
    messages.success(request, _("Removed."))
    return redirect("evaluations:outline", pk=row.outline_id)


def add_material(request: MemberRequest, place: Any, form: MaterialForm) -> bool:
    """Keep what a form for materials holds; what is refused stands at its field."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        domain.add_material(
            place,
            by=request.membership,
            title=given["title"],
            url=given["url"],
            upload=given["file"],
        )
    except EvaluationError as error:
        form.add_error("file" if given["file"] else "url", str(error.message))
        return False
    messages.success(request, _("Added."))
    return True


def _show(
    request: MemberRequest,
    row: Outline,
    *,
    form: OutlineForm | None = None,
    material_form: MaterialForm | None = None,
) -> HttpResponse:
    initial = {name: getattr(row, name) for name in OutlineForm.base_fields}
    context = {
        "outline": row,
        "form": form or OutlineForm(initial=initial),
        "materials": row.materials.select_related("file"),
        "material_form": material_form or MaterialForm(auto_id="material-%s"),
    }
    return render(request, "evaluations/sessions/curriculum/outline.html", context)


def _own(request: MemberRequest) -> Any:
    return Curriculum.objects.visible_to(request.user).of(request.membership.institution)


def _curriculum_or_404(request: MemberRequest, pk: UUID) -> Curriculum:
    row: Curriculum = get_object_or_404(_own(request).select_related("institution"), pk=pk)
    return row


def _outline_or_404(request: MemberRequest, pk: UUID) -> Outline:
    own = Outline.objects.filter(curriculum__in=_own(request))
    row: Outline = get_object_or_404(own.select_related("curriculum", "institution"), pk=pk)
    return row
