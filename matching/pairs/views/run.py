"""The match workspace: start, watch, look, compare, run again, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from matching.errors import MatchingError
from matching.pairs.domain import run as domain
from matching.pairs.domain import workbench
from matching.pairs.domain.asked import made_by_hand
from matching.pairs.domain.publish import ask_pairs, mark_of_pairs, preview_emails
from matching.pairs.domain.results import Result, differences, read_result
from matching.pairs.domain.undoing import can_undo
from matching.pairs.forms import PublishForm, RunForm, RunNoteForm, WeightsForm
from matching.programs.access import directed_or_404, director_required
from matching.programs.domain.lifecycle import change_weights
from matching.programs.domain.queries import enrolled_in
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import cancel_run, retry_run
from matching.programs.runs.domain.publications import cancel_publication, latest_of
from matching.programs.runs.models import MatchRun
from matching.programs.runs.views import SHOWN, progress_of
from mentornet.pages.editing import one_at_a_time
from mentornet.pages.polling import answer_poll
from mentornet.tabular.writing import csv_response
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required

LIVE_PEOPLE = 600
WORST_OFF = 0.02
PAIRS_A_PAGE = 25
UNMATCHED_AT_ONCE = 5
CHANGE = "pair_change"
"""In the session: the last change of a director to the pairs of a run; see `undoing`."""


@director_required
@require_POST
def start(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One run, or one by each method to compare."""
    program = directed_or_404(request, pk)
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a method, and enter a whole number as the random seed."))
        return redirect("matching:directing", pk=pk)
    chosen = form.cleaned_data
    both = chosen["method"] == RunForm.BOTH
    methods = list(Program.Method.values) if both else [chosen["method"]]
    try:
        runs = [
            domain.start_run(
                program,
                method=method,
                actor=request.user,
                seed=chosen["seed"] or 0,
                worst_off=WORST_OFF
                if chosen["raise_worst"] and method == Program.Method.BEST
                else None,
            )
            for method in methods
        ]
    except MatchingError as error:
        messages.error(request, str(error.message))
        return redirect("matching:directing", pk=pk)
    if both:
        return redirect("matching:run_compare", pk=runs[0].pk, other=runs[1].pk)
    return redirect("matching:run", pk=runs[0].pk)


@never_cache
@require_GET
@director_required
def run(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One run in whatever state; while it works, htmx asks again for the middle part."""
    row = run_or_404(request, pk, projects=True)
    if row.program.traits.by_projects:
        return redirect("matching:project_run", pk=pk)
    if request.htmx:
        return progress_of(request, row, "matching/pairs/_progress.html")
    publication = latest_of(row)
    context: dict[str, Any] = {"run": row, "program": row.program, "publication": publication}
    if row.state in SHOWN and not (publication and publication.is_working):
        result = read_result(row)
        context |= {"result": result, "others": _others(row), **_table_of(request, result)}
        context["first_unmatched"] = result.unmatched[:UNMATCHED_AT_ONCE]
        context["more_unmatched"] = result.unmatched[UNMATCHED_AT_ONCE:]
        context["note_form"] = RunNoteForm(initial={"note": row.note})
        change = request.session.get(CHANGE) or {}
        if can_undo(change, row, by=request.membership):
            context["undo_said"] = change["said"]
        if row.repeats_id:
            context["same"] = domain.same_pairs(row.pk, row.repeats_id)
    return render(request, "matching/pairs/run.html", context)


def _table_of(request: MemberRequest, result: Result) -> dict[str, Any]:
    """The pairs that the address asks for, a page of them, and what can be asked for."""
    shown = request.GET.get("show", "all")
    sort = request.GET.get("sort", "mentee")
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    rows = workbench.chosen_pairs(result, shown=shown, sort=sort, words=words)
    return {
        "filters": workbench.counts_of(result),
        "shown": shown,
        "sort": sort,
        "words": words,
        "pairs": Paginator(rows, PAIRS_A_PAGE).get_page(request.GET.get("page")),
        "columns": [
            (label, f"-{key}" if sort == key else key, _direction(sort, key))
            for key, label in (
                ("mentee", _("Mentee")),
                ("mentor", _("Mentor")),
                ("score", _("Score")),
                ("choice", _("Choice")),
            )
        ],
    }


def _direction(sort: str, key: str) -> str:
    if sort.removeprefix("-") != key:
        return ""
    return "descending" if sort.startswith("-") else "ascending"


@director_required
@require_POST
@one_at_a_time(MatchRun)
def note(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What directors write for each other about the run."""
    row = run_or_404(request, pk)
    form = RunNoteForm(request.POST, initial={"note": row.note})
    if not form.is_valid():
        context = {"run": row, "program": row.program, "form": form}
        return render(request, "matching/pairs/note.html", context)
    domain.write_note(row, text=form.cleaned_data["note"], actor=request.user)
    messages.success(request, _("Saved. Other directors of this program see it here."))
    return redirect("matching:run", pk=pk)


def _others(row: MatchRun) -> Any:
    others = MatchRun.objects.light().of_pairs().filter(program=row.program_id, state__in=SHOWN)
    return others.exclude(pk=row.pk)[:12]


@director_required
@require_POST
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(request, cancel_run, run_or_404(request, pk, projects=True))


@director_required
@require_POST
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A run that failed once more."""
    return _act(request, retry_run, run_or_404(request, pk, projects=True))


@director_required
@require_POST
def cancel_publishing(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop publishing; nothing of it is out."""
    return _act(request, cancel_publication, run_or_404(request, pk, projects=True))


@director_required
@require_POST
def repeat(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The same people and the same draw once more."""
    row = run_or_404(request, pk, whole=True)
    try:
        row = domain.repeat_run(row, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:run", pk=row.pk)


def _act(request: MemberRequest, act: Callable[..., object], row: MatchRun) -> HttpResponse:
    try:
        act(row, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:run", pk=row.pk)


@director_required
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, saying what will happen; then all pairs or none."""
    row = run_or_404(request, pk, projects=True)
    if row.program.traits.by_projects:
        return redirect("matching:project_publish", pk=pk)
    form = PublishForm(request.POST if request.method == "POST" else None)
    mark = mark_of_pairs(row)
    if request.method == "POST" and request.POST.get("pairs", mark) != mark:
        said = _("The pairs changed while this page was open. Check them, then publish.")
        form.add_error(None, said)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            ask_pairs(row, actor=request.user, words=form.cleaned_data["words"])
        except MatchingError as error:
            messages.error(request, str(error.message))
        return redirect("matching:run", pk=row.pk)
    result = read_result(row)
    own = made_by_hand(row.program, [one.proposal for one in result.pairs])
    context = {
        "run": row,
        "program": row.program,
        "result": result,
        "form": form,
        "mark": mark,
        "asked": len(own),
    }
    found = [one.proposal for one in result.pairs if one.proposal.pk not in own]
    if found and (request.method != "POST" or form.is_valid()):
        words = form.cleaned_data["words"] if form.is_bound else ""
        first = found[0]
        context |= {
            "first": first,
            "emails": preview_emails(row, first, words=words),
        }
    return render(request, "matching/pairs/publish.html", context)


@never_cache
@require_GET
@director_required
def compare(request: MemberRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Two runs side by side, and the protégés whose pairs differ."""
    runs = [run_or_404(request, pk), run_or_404(request, other)]
    working = any(row.is_working for row in runs)
    if request.htmx:
        return answer_poll(request, "matching/pairs/_waiting.html", {"runs": runs}, working=working)
    if working:
        return render(request, "matching/pairs/compare.html", {"runs": runs, "waiting": True})
    results = [(row, read_result(row)) for row in runs]
    context = {"runs": runs, "results": results, "rows": differences(*runs)}
    return render(request, "matching/pairs/compare.html", context)


@director_required
@one_at_a_time(Program)
def weights(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What counts how much, with what it would change shown at once where the cohort is small."""
    program = directed_or_404(request, pk)
    if not program.traits.matches_people:
        raise Http404
    live = enrolled_in(program).count() <= LIVE_PEOPLE
    if request.method == "POST":
        form = WeightsForm(request.POST, program=program)
        if form.is_valid():
            try:
                change_weights(program, weights=form.weights(), actor=request.user)
            except MatchingError as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("Saved. Future runs use these weights."))
                return redirect("matching:directing", pk=pk)
    elif request.GET:
        form = WeightsForm(request.GET, program=program)
    else:
        form = WeightsForm(program=program)
    context = {"program": program, "form": form, "live": live}
    if live:
        context |= _what_if(program, form)
    if request.htmx:
        return render(request, "matching/pairs/_what_if.html", context)
    return render(request, "matching/pairs/weights.html", context)


def _what_if(program: Program, form: WeightsForm) -> dict[str, Any]:
    try:
        before = domain.what_if(program, method=program.method, weights=program.weights)
        if form.is_bound and form.is_valid():
            after = domain.what_if(
                program, method=form.cleaned_data["method"], weights=form.weights()
            )
        else:
            after = before
    except MatchingError as error:
        return {"refused": str(error.message)}
    return {"before": before, "after": after}


@require_GET
@director_required
@fresh_authentication_required
def table(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The run's pairs and causes as a spreadsheet."""
    row = run_or_404(request, pk)
    result = read_result(row)
    lines: list[list[str]] = [
        [
            _("mentee"),
            _("unit"),
            _("mentor"),
            _("mentor’s unit"),
            _("score"),
            _("choice"),
            _("reasons or cause"),
        ]
    ]
    for one in [*result.pairs, *result.unmatched]:
        proposal = one.proposal
        mentor = proposal.mentor.member if proposal.mentor else None
        lines.append(
            [
                proposal.protege.member.name,
                str(proposal.protege.member.unit or ""),
                mentor.name if mentor else "",
                str(mentor.unit or "") if mentor else "",
                f"{proposal.score:.3f}" if proposal.score is not None else "",
                str(proposal.choice or ""),
                "; ".join(one.reasons or one.causes),
            ]
        )
    return csv_response(f"pairs-run-{row.number}.csv", lines)


def run_or_404(
    request: MemberRequest, pk: UUID, *, whole: bool = False, projects: bool = False
) -> MatchRun:
    """A run of a program that the reader directs; those that give *projects* have pages of their own."""
    here = MatchRun.objects.visible_to(request.user).of_pairs().of(request.membership.institution)
    if not projects:
        here = here.exclude(program__kind=Program.Kind.TOPICS)
    rows = here if whole else here.light()
    row: MatchRun = get_object_or_404(
        rows.select_related("program__institution", "institution", "started_by"), pk=pk
    )
    return row


def enrollment_of(program: Program, key: str, side: str) -> Enrollment | None:
    """Someone who takes part in *program* on this side, by key; None for anyone else."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    found: Enrollment | None = (
        Enrollment.objects.active()
        .filter(program=program, side=side, pk=wanted)
        .select_related("member", "program")
        .first()
    )
    return found
