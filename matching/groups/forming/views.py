"""The workspace in which a program's groups are formed: start, watch, move people, publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from matching.errors import MatchingError
from matching.groups.forming.domain import edits as edit
from matching.groups.forming.domain import run as domain
from matching.groups.forming.domain.board import Board, Card, read_board
from matching.groups.forming.domain.publish import ask_groups
from matching.groups.forming.forms import FormingForm, PublishGroupsForm
from matching.groups.forming_rules.domain import rules_of
from matching.groups.models.proposals import GroupProposal, Seat
from matching.programs.access import director_required, grouping_or_404
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import cancel_run, retry_run
from matching.programs.runs.domain.publications import cancel_publication, latest_of
from matching.programs.runs.models import MatchRun
from matching.programs.runs.views import SHOWN, progress_of
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required
from profiles.models import Membership
from profiles.people.names.domain import is_named

GROUPS_A_PAGE = 24
# With more groups than this a member's menu would be longer than anyone reads.
MENU = 30
WAITING_SHOWN = 60


@director_required
@require_POST
def start(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Form the groups of the people who are enrolled now."""
    program = grouping_or_404(request, pk)
    form = FormingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a whole number as the random seed."))
        return redirect("matching:directing", pk=pk)
    return _started(request, program, seed=form.cleaned_data["seed"] or 0)


def _started(
    request: MemberRequest, program: Program, *, seed: int, around: MatchRun | None = None
) -> HttpResponse:
    try:
        row = domain.start_forming(program, actor=request.user, seed=seed, around=around)
    except MatchingError as error:
        messages.error(request, str(error.message))
        if around is not None:
            return redirect("matching:group_run", pk=around.pk)
        return redirect("matching:directing", pk=program.pk)
    return redirect("matching:group_run", pk=row.pk)


@never_cache
@require_GET
@director_required
def run(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One run in whatever state; while it works, htmx asks again for the middle part."""
    row = run_or_404(request, pk)
    if request.htmx:
        return progress_of(request, row, "matching/groups/forming/_progress.html")
    return render(request, "matching/groups/forming/run.html", _context(request, row))


def _context(request: MemberRequest, row: MatchRun) -> dict[str, Any]:
    publication = latest_of(row)
    context: dict[str, Any] = {"run": row, "program": row.program, "publication": publication}
    working = publication is not None and publication.is_working
    if row.state not in SHOWN or row.forgotten_at or working:
        return context
    board = read_board(row)
    words = " ".join((request.GET.get("q") or request.POST.get("q") or "").split())[:100]
    columns = board.columns
    if words:
        columns = [one for one in columns if any(_named(card, words) for card in one.cards)]
    number = request.GET.get("page") or request.POST.get("page")
    waiting = [card for card in board.waiting if not words or _named(card, words)]
    context |= {
        "board": board,
        "page": Paginator(columns, GROUPS_A_PAGE).get_page(number),
        "waiting": waiting[:WAITING_SHOWN],
        "waiting_more": max(0, len(waiting) - WAITING_SHOWN),
        "words": words,
        "menu": board.columns if len(board.columns) <= MENU else [],
        "rules": rules_of(row.program),
    }
    if row.repeats is not None:
        context["same"] = domain.same_groups(row, row.repeats)
    return context


def _named(card: Card, words: str) -> bool:
    return is_named(words, card.seat.enrollment.member)


@director_required
@require_POST
def act(request: MemberRequest, pk: UUID, what: str) -> HttpResponse:
    """What is done to the run as a whole."""
    row = run_or_404(request, pk)
    match what:
        case "cancel":
            return _changed(request, row, lambda: cancel_run(row, actor=request.user), "")
        case "retry":
            return _changed(request, row, lambda: retry_run(row, actor=request.user), "")
        case "unpublish":
            return _changed(request, row, lambda: cancel_publication(row, actor=request.user), "")
        case "undo":
            said = _("Undone.")
            return _changed(request, row, lambda: edit.undo(row, actor=request.user), said)
        case "add":
            said = _("New group added. Move people into it.")
            return _changed(request, row, lambda: edit.add_group(row, actor=request.user), said)
        case "again":
            return _started(request, row.program, seed=row.seed, around=row)
        case "repeat":
            return _repeated(request, row)
    raise Http404


def _repeated(request: MemberRequest, row: MatchRun) -> HttpResponse:
    try:
        row = domain.repeat_forming(row, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:group_run", pk=row.pk)


@director_required
@require_POST
def seat(request: MemberRequest, pk: UUID, what: str) -> HttpResponse:
    """Move one member, lock them to their group, or unlock them."""
    row = _row_or_404(request, Seat, pk)
    name = row.enrollment.member.name
    if what == "move":
        group = _target(row.run, request.POST.get("to", ""))
        said = (
            _("%(name)s is in %(group)s now.") % {"name": name, "group": group.name}
            if group
            else _("%(name)s is on the wait list now.") % {"name": name}
        )
        return _changed(
            request,
            row.run,
            lambda: edit.move_member(row, group=group, actor=request.user),
            said,
        )
    if what not in ("lock", "unlock"):
        raise Http404
    locked = what == "lock"
    said = (
        _("%(name)s is locked and stays in this group in the next run.")
        if locked
        else _("%(name)s is unlocked.")
    )
    return _changed(
        request,
        row.run,
        lambda: edit.lock_member(row, locked=locked, actor=request.user),
        said % {"name": name},
    )


def _target(row: MatchRun, to: str) -> GroupProposal | None:
    """The group of this key or number; None for the waiting list."""
    if to in ("waiting", "0"):
        return None
    groups = GroupProposal.objects.filter(run=row)
    if to.isascii() and to.isdigit() and len(to) < 7:
        return get_object_or_404(groups, number=int(to))
    try:
        return get_object_or_404(groups, pk=UUID(to))
    except ValueError as error:
        raise Http404 from error


@director_required
@require_POST
def group(request: MemberRequest, pk: UUID, what: str) -> HttpResponse:
    """Change who leads a group, or what it is called."""
    row = _row_or_404(request, GroupProposal, pk)
    if what == "name":
        name = request.POST.get("name", "")
        return _changed(
            request,
            row.run,
            lambda: edit.rename_group(row, name=name, actor=request.user),
            _("Renamed."),
        )
    if what != "facilitator":
        raise Http404
    leader = _leader(row.run, request.POST.get("to", ""))
    said = (
        _("%(name)s will facilitate %(group)s after you publish.")
        % {"name": leader.member.name, "group": row.name}
        if leader
        else _("%(group)s has no facilitator now.") % {"group": row.name}
    )
    return _changed(
        request,
        row.run,
        lambda: edit.set_facilitator(row, facilitator=leader, actor=request.user),
        said,
    )


def _leader(row: MatchRun, to: str) -> Enrollment | None:
    if to == "nobody":
        return None
    there = Enrollment.objects.active().mentors().filter(program=row.program_id)
    try:
        found: Enrollment = get_object_or_404(there.select_related("member"), pk=UUID(to))
    except ValueError as error:
        raise Http404 from error
    return found


def _changed(request: MemberRequest, row: MatchRun, change: Any, said: str) -> HttpResponse:
    """Do it, and answer with the board as it is now; without htmx, with its page."""
    refused = ""
    try:
        change()
    except MatchingError as error:
        refused = str(error.message)
    if not request.htmx:
        if refused:
            messages.error(request, refused)
        elif said:
            messages.success(request, said)
        query = {name: request.POST[name] for name in ("q", "page") if request.POST.get(name)}
        return redirect(reverse("matching:group_run", args=[row.pk], query=query))
    fresh = run_or_404(request, row.pk)
    context = _context(request, fresh) | {"said": refused or said, "refused": refused}
    if "board" not in context:  # it is being published meanwhile
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "matching/groups/forming/_board.html", context)


@director_required
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what will happen, ask for the first day and the charter; then all groups or none."""
    row = run_or_404(request, pk)
    last = latest_of(row)
    if row.state not in SHOWN or row.forgotten_at or (last and last.is_working):
        return redirect("matching:group_run", pk=row.pk)
    board = read_board(row)
    today = row.program.institution.local_date()
    initial = {
        "started_on": last.started_on if last else max(today, row.program.starts_on or today),
        "charter": last.charter if last else rules_of(row.program).charter,
    }
    form = PublishGroupsForm(
        request.POST or None,
        initial=initial,
        broken=board.broken,
        of_peers=row.program.traits.pairs_peers,
    )
    if request.method == "POST" and form.is_valid():
        try:
            ask_groups(
                row,
                actor=request.user,
                started_on=form.cleaned_data["started_on"],
                charter=form.cleaned_data["charter"],
                accept_broken=form.cleaned_data.get("accept", False),
            )
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect("matching:group_run", pk=row.pk)
    context = {
        "run": row,
        "program": row.program,
        "board": board,
        "form": form,
        "self_led": not rules_of(row.program).facilitated,
    }
    return render(request, "matching/groups/forming/publish.html", context)


@require_GET
@director_required
@fresh_authentication_required
def table(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The run's groups as a spreadsheet: one line a person."""
    row = run_or_404(request, pk)
    if row.state not in SHOWN or row.forgotten_at:
        raise Http404
    return csv_response(f"groups-run-{row.number}.csv", list(_lines(read_board(row))))


def _lines(board: Board) -> Any:
    yield [_("group"), _("part"), _("name"), _("rank"), _("unit")]
    for column in board.columns:
        for member, part in [
            *((one, _("facilitator")) for one in [column.leader] if one),
            *((card.seat.enrollment.member, _("member")) for card in column.cards),
            *((one, _("member")) for one in column.beside),
        ]:
            yield _line(column.group.name, part, member)
    for card in board.waiting:
        yield _line("", _("wait list"), card.seat.enrollment.member)


def _line(group: str, part: str, member: Membership) -> list[str]:
    return [group, part, member.name, str(member.get_rank_display()), str(member.unit or "")]


def run_or_404(request: MemberRequest, pk: UUID) -> MatchRun:
    """A run that forms groups, of a program that the reader directs."""
    here = MatchRun.objects.visible_to(request.user).of(request.membership.institution)
    row: MatchRun = get_object_or_404(
        here.of_groups().select_related("program__institution", "institution", "repeats"), pk=pk
    )
    return row


def _row_or_404(request: MemberRequest, model: Any, pk: UUID) -> Any:
    here = model.objects.visible_to(request.user).of(request.membership.institution)
    related = ["run__program__institution", "run__institution"]
    if model is Seat:
        related.append("enrollment__member")
    return get_object_or_404(here.select_related(*related), pk=pk)
