"""Changing a run's pairs by hand, and deciding about pairs for the runs to come."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matching.errors import MatchingError
from matching.pairs.domain import proposals as domain
from matching.pairs.domain import undoing
from matching.pairs.domain.options import options_for
from matching.pairs.domain.results import read_result
from matching.pairs.models import PairRule, Proposal
from matching.pairs.views.run import CHANGE, enrollment_of, run_or_404
from matching.programs.access import director_required
from matching.programs.enrollment.models import Enrollment
from profiles.access.members import MemberRequest
from profiles.people.names.domain import is_named
from profiles.undo.views import removing

OPTIONS_A_PAGE = 25


@require_GET
@director_required
def proposal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One mentee of a run: why this mentor, and what each other choice would do."""
    row = proposal_or_404(request, pk)
    result = read_result(row.run)
    rows = [*result.pairs, *result.unmatched, *result.more]
    shown = next(one for one in rows if one.proposal.pk == row.pk)
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    found = options_for(row, result.loads) if row.run.is_editable else []
    found = [one for one in found if is_named(words, one.mentor.member)]
    context = {
        "run": row.run,
        "program": row.run.program,
        "row": shown,
        "words": words,
        "page": Paginator(found, OPTIONS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "matching/pairs/proposal.html", context)


@director_required
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One protégé of a run: another mentor, no one, or a swap with another protégé."""
    row = proposal_or_404(request, pk)
    target = request.POST.get("to", "")
    try:
        if target.startswith("swap:"):
            other = _other_or_404(row, target.removeprefix("swap:"))
            with _undoable(request, row, other, said=_("Swapped.")):
                domain.swap(row, other=other, actor=request.user)
        else:
            mentor = None
            if target != "nobody":
                mentor = enrollment_of(row.run.program, target, Enrollment.Side.MENTOR)
                if mentor is None:
                    raise Http404
            with _undoable(request, row, said=_("Changed. The original proposal is still shown.")):
                domain.pair_by_hand(row, mentor=mentor, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    return redirect("matching:run", pk=row.run_id)


@contextmanager
def _undoable(request: MemberRequest, *rows: Proposal, said: str) -> Iterator[None]:
    """Let the run's page say *said* and offer to undo what is done inside; nothing if it raises."""
    before = undoing.before_change(rows)
    yield
    change = undoing.remember(rows[0].run, before, by=request.membership)
    request.session[CHANGE] = change | {"said": said}


@director_required
@require_POST
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back what was changed last about the pairs of a run."""
    row = run_or_404(request, pk)
    try:
        undoing.undo(request.session.get(CHANGE) or {}, row, by=request.membership)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Undone. The pairs are as they were."))
    # Taken out at the end: a view that lost a race is run again (mentornet/lost_races.py).
    request.session.pop(CHANGE, None)
    return redirect("matching:run", pk=row.pk)


@director_required
@require_POST
def decide(request: MemberRequest, pk: UUID, kind: str) -> HttpResponse:
    """Lock or forbid the pair that a run proposes."""
    row = proposal_or_404(request, pk)
    if kind not in PairRule.Kind.values or row.mentor is None:
        raise Http404
    try:
        domain.decide_pair(
            row.run.program,
            protege=row.protege,
            mentor=row.mentor,
            kind=kind,
            actor=request.user,
        )
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        is_lock = kind == PairRule.Kind.LOCK
        messages.success(
            request, _("Locked for future runs.") if is_lock else _("Blocked in future runs.")
        )
    return redirect("matching:run", pk=row.run_id)


@director_required
@require_POST
def lift(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a decision about a pair back."""
    here = PairRule.objects.visible_to(request.user).of(request.membership.institution)
    rule: PairRule = get_object_or_404(here.select_related("institution"), pk=pk)
    if request.POST.get("from") != "rules":
        domain.lift_pair_rule(rule, actor=request.user)
        messages.success(request, _("Undone. Future runs decide about this pair again."))
        return redirect("matching:directing", pk=rule.program_id)
    back, needs = (
        reverse("matching:match_rules", args=[rule.program_id]),
        "matching.direct_programs",
    )
    with removing(request, rule, said=_("Rule removed."), back=back, needs=needs):
        domain.lift_pair_rule(rule, actor=request.user)
    return redirect(back)


def proposal_or_404(request: MemberRequest, pk: UUID) -> Proposal:
    """A proposal of a run that the reader directs."""
    row: Proposal = get_object_or_404(
        Proposal.objects.of(request.membership.institution).select_related(
            "run", "protege__member", "mentor__member"
        ),
        pk=pk,
    )
    row.run = run_or_404(request, row.run_id, whole=True)
    return row


def _other_or_404(row: Proposal, key: str) -> Proposal:
    try:
        wanted = UUID(key)
    except ValueError as error:
        raise Http404 from error
    other: Proposal = get_object_or_404(
        Proposal.objects.filter(run=row.run_id).select_related("run"), pk=wanted
    )
    return other
