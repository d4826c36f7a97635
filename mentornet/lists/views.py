"""The four doors of every list. Each is bound to its list, and guarded, in urls.py."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mentornet.lists import saved
from mentornet.lists.acts import Act
from mentornet.lists.choice import read_choice
from mentornet.lists.context import context_of
from mentornet.lists.files import MOST_ROWS as MOST_IN_A_FILE
from mentornet.lists.files import file_of
from mentornet.lists.models import SavedView
from mentornet.lists.page import ListPage
from mentornet.lists.saved import ViewForm, ViewRefused
from mentornet.lists.selection import MOST_ROWS, chosen_rows, mark_of
from mentornet.moments import number
from mentornet.pages.confirmation import TOKEN

UNDO = "list_undo"
UNDO_SECONDS = 300
PREVIEWED = "previewed"
CHECKED = "checked"


def shown(page: ListPage, request: Any) -> HttpResponse:
    """Show a list; to htmx only the part below the filters."""
    choice = read_choice(page, request.GET, request)
    context = context_of(page, choice, request)
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "lists/_found.html", context | {"is_part": True})
        response["HX-Push-Url"] = page.url() + context["here"]
        return response
    context["undo"] = _undo_offered(page, request)
    return render(request, "lists/list.html", context)


def file(page: ListPage, request: Any, suffix: str) -> HttpResponseBase:
    """Send the list as a CSV or XLSX file."""
    choice = read_choice(page, request.GET, request)
    count = choice.rows.order_by()[: MOST_IN_A_FILE + 1].count()
    if count > MOST_IN_A_FILE:
        messages.error(
            request,
            _("A file holds up to %(most)s rows. Filter the list first.")
            % {"most": number(MOST_IN_A_FILE)},
        )
        return redirect(page.url() + choice.link())
    response = file_of(choice, request, name=f"{page.url().split('/')[-2]}.{suffix}")
    page.exported(request, count=count)
    return response


def act(page: ListPage, request: Any) -> HttpResponse:
    """Say what an act would do; once that was confirmed, do it. With `undo`, undo the last one."""
    back = page.url() + "?" + QueryDict(request.POST.get("query", "")).urlencode()
    if "undo" in request.POST:
        _undo(page, request)
        return redirect(back)
    wanted = next((a for a in page.all_acts(request) if a.key == request.POST.get("act")), None)
    rows = chosen_rows(page, request)
    if wanted is not None and rows is None and request.POST.get("all"):
        messages.error(
            request,
            _("One of the filters can no longer be used. Choose it again, then select rows."),
        )
        return redirect(back)
    if wanted is None or rows is None:
        messages.error(request, _("Select at least one row, then choose what to do."))
        return redirect(back)
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_ROWS + 1])
    if len(keys) > MOST_ROWS:
        messages.error(
            request,
            _("You can do this for up to %(most)s rows at once. Filter the list first.")
            % {"most": number(MOST_ROWS)},
        )
        return redirect(back)
    # Whoever comes to match while this works is in no answer to it.
    return _ask_or_do(page, request, wanted, rows.filter(pk__in=keys), mark_of(keys), back)


def _ask_or_do(
    page: ListPage, request: Any, act: Act, rows: Any, mark: str, back: str
) -> HttpResponse:
    sure = "sure" in request.POST
    others = sure and _are_others(request, mark)
    by = request.membership
    form, preview = act.form(request.POST if sure else None, by=by), None
    if others:
        messages.warning(
            request,
            _("Other rows are selected now than when you were asked. Check, and confirm again."),
        )
    said = sure and not others and (form is None or form.is_valid())
    if said and form is not None and CHECKED not in request.POST:
        preview = act.preview_of(rows, by=by, given=form.cleaned_data)
    if said and preview is None:
        with transaction.atomic():
            done = act.do(rows, by=by, given=form.cleaned_data if form else {})
        request.session.pop(UNDO, None)
        if done.undo is None:
            messages.success(request, done.said)
        else:
            request.session[UNDO] = {
                "list": page.key,
                "act": act.key,
                "said": done.said,
                "given": done.undo,
                "at": time.time(),
                "by": str(request.membership.pk),
            }
        return redirect(back)
    asked = form if preview is None else None
    given = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (TOKEN, "sure", PREVIEWED, CHECKED)
        and (asked is None or name not in asked.fields)
    ]
    checked = [(CHECKED, "1")] if preview is not None else []
    context = {
        "preview": preview or act.preview(rows, by=by),
        "form": asked,
        "given": [*given, *checked, (PREVIEWED, mark)],
        "back": back,
        "page": page,
    }
    return render(request, "lists/act.html", context)


def _are_others(request: Any, mark: str) -> bool:
    """Return whether other rows than those of *mark* were asked about.

    What was ticked row by row says itself for whom it is; of all that match, the question alone does.
    """
    said = request.POST.get(PREVIEWED, "")
    return said != mark if said else bool(request.POST.get("all"))


def _undo_offered(page: ListPage, request: Any) -> dict[str, Any] | None:
    kept = request.session.get(UNDO)
    if not kept or kept["list"] != page.key or kept["by"] != str(request.membership.pk):
        return None
    left = UNDO_SECONDS - (time.time() - kept["at"])
    return {"said": kept["said"], "seconds": round(left)} if left > 0 else None


def _undo(page: ListPage, request: Any) -> None:
    offered = _undo_offered(page, request)
    kept = request.session.get(UNDO)
    act = next((a for a in page.all_acts(request) if kept and a.key == kept["act"]), None)
    if offered is None or act is None:
        messages.error(request, _("This can no longer be undone."))
        return
    with transaction.atomic():
        said = act.undo(kept["given"], by=request.membership)
    messages.success(request, said)
    # Taken out at the end: a view that lost a race is run again (mentornet/lost_races.py).
    request.session.pop(UNDO, None)


def saved_views(page: ListPage, request: Any) -> HttpResponse:
    """Save, change or delete one's own view of the list; for who may, one that a colleague shares."""
    query = request.POST.get("query", "")
    back = page.url() + "?" + QueryDict(query).urlencode()
    member = request.membership
    if "view" in request.POST:
        view = _view_or_404(page, request)
        if "delete" in request.POST:
            return _delete(page, request, view)
        if "take" in request.POST:
            return _take_over(request, view, back)
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a name for the view."))
        return redirect(back)
    given = form.cleaned_data
    try:
        if "view" in request.POST:
            saved.change_view(view, **given)
            query = view.query
        else:
            view = saved.save_view(page, member, query=query, request=request, **given)
            query = view.query
    except ViewRefused as error:
        messages.error(request, str(error))
        return redirect(back)
    messages.success(request, _("View saved: %(name)s.") % {"name": view.name})
    return redirect(f"{page.url()}?{query}")


def _view_or_404(page: ListPage, request: Any) -> SavedView:
    """Return one's own view, or one that a colleague shares, to be deleted or taken over by who may."""
    member = request.membership
    allowed = Q(owner=member.pk)
    if {"delete", "take"} & request.POST.keys() and page.may_manage_views(request):
        allowed |= Q(is_shared=True)
    here = SavedView.objects.filter(allowed, institution=member.institution_id, list_key=page.key)
    try:
        view: SavedView = get_object_or_404(here, pk=UUID(request.POST["view"]))
    except ValueError as error:
        raise Http404 from error
    return view


def _take_over(request: Any, view: SavedView, back: str) -> HttpResponseRedirect:
    try:
        saved.take_over(view, request.membership)
    except ViewRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("View saved: %(name)s.") % {"name": view.name})
    return redirect(back)


def _delete(page: ListPage, request: Any, view: SavedView) -> HttpResponseRedirect:
    said = _("View deleted: %(name)s.") % {"name": view.name}
    with page.deleting(request, view, said=said, back=page.url()):
        view.delete()
    return redirect(page.url())
