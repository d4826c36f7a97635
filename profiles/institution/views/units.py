"""The units of an institution: found, added, renamed, moved, merged and deleted by its directors."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.moments import number
from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, member_required, permission_required
from profiles.errors import DomainError
from profiles.institution.domain import merging
from profiles.institution.domain.unit_paths import DEEPEST, unit_paths
from profiles.institution.domain.unit_search import in_words, matching
from profiles.institution.domain.units import UnitRefused, add_unit, change_unit
from profiles.institution.forms.units import MergeForm, UnitForm
from profiles.models import Membership, Unit

director_required = permission_required("profiles.direct_institution")
UNITS_A_PAGE = 100
SUGGESTED = 12


@never_cache
@require_safe
@member_required
def units_find(request: MemberRequest) -> HttpResponse:
    """Answer the units that match what was typed, as suggestions for the field."""
    text = str(next(iter(request.GET.values()), ""))[:200]
    paths = unit_paths(request.membership.institution)
    found = [in_words(paths[pk]) for pk in matching(paths, text)[:SUGGESTED]]
    return render(request, "components/unit_suggestions.html", {"found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def units(request: MemberRequest) -> HttpResponse:
    """Show all units, or those that match, and add one."""
    institution = request.membership.institution
    form = UnitForm(request.POST or None, institution=institution, initial=_below(request))
    if request.method == "POST" and form.is_valid():
        try:
            unit = add_unit(institution, **form.cleaned_data, actor=request.user)
        except UnitRefused as error:
            _place(form, error)
        else:
            messages.success(request, _("Added %(name)s.") % {"name": unit.name})
            return redirect("profiles:units")
    paths = unit_paths(institution)
    text = request.GET.get("q", "")[:200]
    keys = matching(paths, text) if text.strip() else sorted(paths, key=lambda pk: _key(paths[pk]))
    page = Paginator(keys, UNITS_A_PAGE).get_page(request.GET.get("page"))
    counts = _people(request)
    rows = [
        {"pk": pk, "path": paths[pk], "above": in_words(paths[pk][:-1]), "people": counts[pk]}
        for pk in page.object_list
    ]
    context = {"form": form, "page": page, "rows": rows, "q": text, "total": len(paths)}
    return render(request, "profiles/institution/units.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@one_at_a_time(Unit)
def unit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one unit with what is in it; rename or move it."""
    row = _unit_or_404(request, pk)
    initial = {"name": row.name, "parent": row.parent_id}
    form = UnitForm(request.POST or None, institution=row.institution, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_unit(row, **form.cleaned_data, actor=request.user)
        except UnitRefused as error:
            _place(form, error)
            row.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("profiles:unit", pk=row.pk)
    return _unit_page(request, row, form=form)


@never_cache
@require_POST
@director_required
def unit_merge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what merging would move, and then do it."""
    row = _unit_or_404(request, pk)
    form = MergeForm(request.POST, institution=row.institution)
    if not form.is_valid():
        return _unit_page(request, row, merge=form)
    into = form.cleaned_data["into"]
    try:
        plan = merging.plan_merger(row, into=into)
        asking = ask_first(
            request,
            title=_("Merge %(unit)s into %(into)s?") % {"unit": row.name, "into": into.name},
            text=_merger_in_words(plan),
            button=_("Merge units"),
            back=reverse("profiles:unit", args=[row.pk]),
        )
        if asking:
            return asking
        done = merging.merge_units(row, into=into, actor=request.user)
    except DomainError as error:
        form.add_error("into", str(error.message))
        return _unit_page(request, row, merge=form)
    messages.success(request, _done_in_words(done))
    return redirect("profiles:unit", pk=into.pk)


@never_cache
@require_POST
@director_required
def unit_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete an empty unit."""
    row = _unit_or_404(request, pk)
    try:
        merging.delete_unit(row, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("profiles:unit", pk=pk)
    messages.success(request, _("Deleted %(name)s.") % {"name": row.name})
    return redirect("profiles:units")


def _unit_page(
    request: MemberRequest,
    row: Unit,
    *,
    form: forms.Form | None = None,
    merge: forms.Form | None = None,
) -> HttpResponse:
    institution = row.institution
    paths = unit_paths(institution)
    below = sorted(
        ((pk, paths[pk][-1]) for pk in row.children.values_list("pk", flat=True)),
        key=lambda one: one[1].casefold(),
    )
    initial = {"name": row.name, "parent": row.parent_id}
    uses = merging.uses_of([row])
    context: dict[str, Any] = {
        "unit": row,
        "above": in_words(paths[row.pk][:-1]),
        "below": below,
        "uses": [use_in_words(one) for one in uses],
        "empty": merging.is_empty(row),
        "roles": merging.roles_for(row),
        "form": form or UnitForm(institution=institution, initial=initial),
        "merge": merge or MergeForm(institution=institution),
    }
    return render(request, "profiles/institution/unit.html", context)


def use_in_words(use: merging.Use) -> str:
    """Return how many of what hang on a unit, such as "12 people"."""
    if use.model is Membership:
        return ngettext("%(count)s person", "%(count)s people", use.count) % {
            "count": number(use.count)
        }
    if use.model._meta.model_name == "program":
        return ngettext("%(count)s program", "%(count)s programs", use.count) % {
            "count": number(use.count)
        }
    kind = use.model._meta.verbose_name_plural
    return _("%(kind)s: %(count)s") % {"kind": kind, "count": number(use.count)}


def _merger_in_words(plan: merging.Merger) -> str:
    moves = [use_in_words(one) for one in plan.uses]
    if plan.moved_units:
        count = len(plan.moved_units)
        moves.append(
            ngettext("%(count)s unit", "%(count)s units", count) % {"count": number(count)}
        )
    what = ", ".join(moves) or _("nothing")
    said = [_("These move: %(what)s.") % {"what": what}]
    if len(plan.pairs) > 1:
        names = ", ".join(one.name for one, _into in plan.pairs[1:])
        said.append(
            _("Units below with the same name are merged too: %(names)s.") % {"names": names}
        )
    said.append(_("%(name)s is deleted. You can’t undo this.") % {"name": plan.unit.name})
    return " ".join(said)


def _done_in_words(done: merging.Merger) -> str:
    names = {"unit": done.unit.name, "into": done.into.name}
    people = sum(one.count for one in done.uses if one.model is Membership)
    words = ngettext(
        "Merged %(unit)s into %(into)s. %(count)s person moved.",
        "Merged %(unit)s into %(into)s. %(count)s people moved.",
        people,
    )
    return words % {**names, "count": number(people)}


def _people(request: MemberRequest) -> Counter[UUID]:
    """Return how many people are in each unit now, with all units below it. One query."""
    own = Unit.objects.visible_to(request.user).of(request.membership.institution)
    counted = own.annotate(people=Count("members", filter=Q(members__end_date=None)))
    rows = {
        pk: (parent, people) for pk, parent, people in counted.values_list("pk", "parent", "people")
    }
    found: Counter[UUID] = Counter()
    for pk, (_parent, people) in rows.items():
        at: UUID | None = pk
        for _step in range(DEEPEST):
            if at is None or at not in rows:
                break
            found[at] += people
            at = rows[at][0]
    return found


def _below(request: MemberRequest) -> dict[str, Any]:
    return {"parent": request.GET.get("below", "")}


def _place(form: forms.Form, error: UnitRefused) -> None:
    for name, errors in error.fields.items():
        for words in errors:
            form.add_error(name if name in form.fields else None, words)


def _key(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in path)


def _unit_or_404(request: MemberRequest, pk: UUID) -> Unit:
    own = Unit.objects.visible_to(request.user).of(request.membership.institution)
    row: Unit = get_object_or_404(own.select_related("institution", "parent"), pk=pk)
    return row
