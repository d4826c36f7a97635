"""What needs attention: the queue, its filters, and what can be done about each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations.dashboard.attention.domain import acts, undoing
from evaluations.dashboard.attention.domain.colleagues import colleagues_for
from evaluations.dashboard.attention.domain.queue import (
    EACH,
    Item,
    Part,
    Queue,
    find_item,
    kinds_for,
    read_queue,
)
from evaluations.dashboard.attention.forms import ActForm, FilterForm
from evaluations.dashboard.attention.forms_of_rows import RowForms
from evaluations.dashboard.attention.models import AttentionState
from evaluations.errors import EvaluationError
from mentornet.pages.dashboard import USE
from profiles.access.members import MemberRequest, permission_required
from profiles.undo.domain import seconds_left

PAGE_SHOWS = 10
"""How many of each kind the queue's own page shows, when it shows all kinds."""
LAST = "last"
PLACES = {"dashboard": EACH, "attention": PAGE_SHOWS}
ACT = "attention_act"
"""In the session: what its reader did last about a row."""
UNDO = "undo"

Doing = Callable[[Item, ActForm, Any], AttentionState]
DOINGS: dict[str, Doing] = {
    "snooze": lambda item, form, by: acts.snooze(item, until=form.cleaned_data["until"], by=by),
    "wake": lambda item, form, by: acts.wake(item, by=by),
    "note": lambda item, form, by: acts.note(
        item, text=form.cleaned_data["note"], by=by, seen=form.data.get("seen")
    ),
    "hand": lambda item, form, by: acts.hand_to(item, to=form.cleaned_data["to"], by=by),
    "done": lambda item, form, by: acts.finish(item, by=by),
}


@dataclass(frozen=True)
class Last:
    """What was just done, in words, and the address that undoes it for so many seconds."""

    text: str
    undo_url: str = ""
    seconds: int = 0


@permission_required(USE)
@require_safe
def attention(request: MemberRequest) -> HttpResponse:
    """The whole queue, filtered as the address says."""
    context = queue_context(request, request.GET, place="attention")
    return render(request, "evaluations/dashboard/attention/attention.html", context)


@permission_required(USE)
@require_POST
def act(request: MemberRequest, kind: str, subject: UUID, what: str) -> HttpResponse:
    """Do something about one row of the reader's queue, and show the queue again."""
    item = find_item(request.membership, kind=kind, subject=str(subject))
    if item is None or (what != UNDO and what not in DOINGS):
        raise Http404
    form = ActForm(request.POST, what=what, member=request.membership)
    error = ""
    if form.is_valid():
        try:
            _do(request, item, what, form)
        except EvaluationError as refused:
            error = str(refused.message)
    else:
        error = form.first_error
    return _again(request, item, what, error=error)


def _do(request: MemberRequest, item: Item, what: str, form: ActForm) -> None:
    """Do it, and keep how to undo it; or undo what was done last."""
    member = request.membership
    if what == UNDO:
        undoing.undo(request.session.get(ACT) or {}, item, by=member)
        before = undoing.state_of(item, by=member)
    else:
        before = undoing.state_of(item, by=member)
        DOINGS[what](item, form, member)
    request.session[ACT] = undoing.remember(item, what, before=before, by=member)


@permission_required(USE)
@require_safe
def hand_over(request: MemberRequest, kind: str, subject: UUID) -> HttpResponse:
    """Ask to whom a row is handed: a page, or the form alone for the row's panel."""
    item = find_item(request.membership, kind=kind, subject=str(subject))
    if item is None:
        raise Http404
    context = {
        "item": item,
        "colleagues": colleagues_for(item, by=request.membership),
        "place": _place(request.GET),
        "chosen": request.GET.get("chosen", ""),
    }
    name = "_hand_form" if request.htmx else "hand_over"
    return render(request, f"evaluations/dashboard/attention/{name}.html", context)


def queue_context(
    request: MemberRequest, given: QueryDict, *, place: str, error: str = ""
) -> dict[str, Any]:
    """Return what the queue's template needs, filtered by *given*, on one of PLACES."""
    member = request.membership
    form = FilterForm(given, kinds=kinds_for(member), member=member)
    filters = form.filters
    queue = read_queue(member, filters=filters, each=PLACES[place])
    kept = given.copy()
    kept.pop(LAST, None)
    chosen = kept.urlencode()
    return {
        # The first page of the dashboard shows the queue without its filters.
        **({"filter_form": form} if place == "attention" else {}),
        "filters": filters,
        "queue": queue,
        "rows": _rows(request, queue, place=place, chosen=chosen),
        "chosen": chosen,
        "place": place,
        "nothing": None if queue.shows_some else form.nothing_in(filters),
        "last": _last(request, given.get(LAST, "")),
        "error": error,
        "today": member.institution.local_date(),
    }


def _rows(
    request: MemberRequest, queue: Queue, *, place: str, chosen: str
) -> list[tuple[Part, list[tuple[Item, str]]]]:
    """Return the parts of *queue* and their rows, each with its forms."""
    if not queue.count:
        return []
    today = request.membership.institution.local_date()
    forms = RowForms(request, place=place, chosen=chosen, today=today)
    return [(part, [(one, forms.of(one)) for one in part.items]) for part in queue.parts]


def _again(request: MemberRequest, item: Item, what: str, *, error: str) -> HttpResponse:
    """Show the queue from which the act was sent, with what was done; in part where a script asked."""
    place = _place(request.POST)
    given = QueryDict(request.POST.get("chosen", ""), mutable=True)
    if not error:
        given[LAST] = f"{item.kind.key}.{item.row.subject}.{what}"
    if request.htmx:
        context = queue_context(request, given, place=place, error=error)
        return render(request, "evaluations/dashboard/attention/_queue.html", context)
    if error:
        messages.error(request, error)
    return redirect(f"{reverse(f'evaluations:{place}')}?{given.urlencode()}")


def _place(given: QueryDict) -> str:
    """Return the page from which something was sent."""
    place = given.get("place", "")
    return place if place in PLACES else "attention"


def _last(request: MemberRequest, given: str) -> Last | None:
    """Return what was just done to which row, on the page that follows, as its address says."""
    act = request.session.get(ACT) or {}
    if not given or given != "{kind}.{subject}.{what}".format_map(defaultdict(str, act)):
        return None
    seconds = seconds_left(act)
    if not seconds or act["by"] != str(request.membership.pk):
        return None
    item = find_item(request.membership, kind=act["kind"], subject=act["subject"])
    if item is None:
        return None
    said = {
        "done": _("Done: %(text)s") % {"text": item.said.text},
        "snooze": _("Snoozed: %(text)s") % {"text": item.said.text},
        "hand": _handed(item),
        "note": _("Note saved: %(text)s") % {"text": item.said.text},
        UNDO: _("Undone: %(text)s") % {"text": item.said.text},
    }.get(act["what"], _("Back in the list: %(text)s") % {"text": item.said.text})
    if not act["changed"]:
        return Last(said)
    args = [item.kind.key, item.row.subject, UNDO]
    return Last(said, reverse("evaluations:attention_act", args=args), seconds)


def _handed(item: Item) -> str:
    given = {"text": item.said.text, "name": item.handed_to}
    if item.is_mine:
        return _("Handed to you: %(text)s") % given
    if item.handed_to:
        return _("Handed to %(name)s: %(text)s") % given
    return _("Handed to no one: %(text)s") % given
