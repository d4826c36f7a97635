"""A program's enrollment, for its directors: how far it is, whom to ask, who waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from matching.errors import MatchingError
from matching.pairs.domain.waiting import waiting_reasons
from matching.programs.access import (
    directed_by_reader,
    directed_or_404,
    director_required,
    side_or_404,
)
from matching.programs.domain import lifecycle
from matching.programs.domain.queries import enrolled_in
from matching.programs.enrollment.domain import takes_enrollments, takes_late
from matching.programs.enrollment.eligibility import unit_names
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.placing import may_copy
from matching.programs.recruiting.domain import asking, closing
from matching.programs.recruiting.domain import people as reading
from matching.programs.recruiting.forms import InviteForm, PeopleForm, RemindForm
from mentornet.mail.errors import LinkError
from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PEOPLE_A_PAGE = 25
NAMED = 5
Awaits = Enrollment.Awaits
SHOWN = ("enrolled", "waiting", "open")


@director_required
def people(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who takes part, who waits for a place, who may still enroll; what they wrote is no one's to read."""
    row = directed_or_404(request, pk)
    shown = request.GET.get("show", "enrolled")
    if shown not in SHOWN:
        raise Http404
    side = side_or_404(row, request.GET.get("side", row.traits.sides[0].value))
    rows: Any = enrolled_in(row)
    if shown == "waiting":
        rows = reading.unassigned(row)
    elif shown == "open":
        rows = (
            reading.not_enrolled(row, side, reader=request.user)
            .select_related("unit")
            .defer("search")
        )
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    if shown == "waiting" and row.traits.makes_pairs:
        reasons = waiting_reasons([one.pk for one in page])
        for one in page:
            one.why = reasons[one.pk]
    context = {
        "program": row,
        "page": page,
        "shown": shown,
        "side": side,
        "progress": reading.progress_of(row, reader=request.user),
        "unassigned": reading.unassigned(row).count(),
        "awaiting_person": reading.awaiting(row, Awaits.PERSON),
        "awaiting_director": reading.awaiting(row, Awaits.DIRECTOR),
        "units": unit_names(row),
        "assigns": row.traits.makes_pairs or row.traits.makes_groups,
        "is_open": takes_enrollments(row, today=row.institution.local_date()),
        "takes_late": takes_late(row, today=row.institution.local_date()),
    }
    return render(request, "matching/programs/recruiting/enrollment.html", context)


@director_required
def remind(request: MemberRequest, pk: UUID, side: str) -> HttpResponse:
    """Email everyone who may enroll on this side and has not, after saying how many that is."""
    row = directed_or_404(request, pk)
    traits = row.traits.side(side_or_404(row, side))
    form = RemindForm(request.POST or None)
    open_to = reading.not_enrolled(row, side, reader=request.user)
    told = reading.reachable(open_to)
    count, eligible = told.count(), open_to.count()
    if request.method == "POST" and form.is_valid():
        try:
            sent = asking.invite(
                row,
                side=side,
                people=told.select_related("user", "institution"),
                actor=request.user,
                words=form.cleaned_data["words"],
                reminds=True,
            )
        except MatchingError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _emailed(sent))
        return _back(row)
    context = {
        "program": row,
        "traits": traits,
        "form": form,
        "count": count,
        "unreachable": eligible - count,
        "named": [one.name for one in told[:NAMED]],
        "more": max(0, count - NAMED),
    }
    return render(request, "matching/programs/recruiting/remind.html", context)


@director_required
def invite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Invite people by name; who they are is shown before anything is sent."""
    row = directed_or_404(request, pk)
    form = InviteForm(request.POST or None, program=row, side=request.GET.get("side", ""))
    if request.method == "POST" and form.is_valid() and not form.is_searching:
        said = form.cleaned_data
        asks = _ask_about(
            request, row, said["people"], title=_("Send the invitation?"), button=_("Send emails")
        )
        if asks is not None:
            return asks
        try:
            sent = asking.invite(row, actor=request.user, **said)
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _emailed(sent))
            return _back(row)
    context = {"program": row, "form": form}
    return render(request, "matching/programs/recruiting/invite.html", context)


@director_required
def enroll_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Enroll people who asked for it; each confirms it by email."""
    row = directed_or_404(request, pk)
    form = PeopleForm(request.POST or None, program=row, side=request.GET.get("side", ""))
    if request.method == "POST" and form.is_valid() and not form.is_searching:
        said = form.cleaned_data
        asks = _ask_about(
            request,
            row,
            said["people"],
            title=_("Enroll these people?"),
            button=_("Ask them to confirm"),
        )
        if asks is not None:
            return asks
        asked, refused = _enroll_each(request, row, said["people"], said["side"])
        for reason in refused:
            messages.error(request, reason)
        if asked:
            text = ngettext(
                "%(count)d person is asked to confirm. They count once they do.",
                "%(count)d people are asked to confirm. They count once they do.",
                asked,
            )
            messages.success(request, text % {"count": asked})
        return _back(row)
    context = {"program": row, "form": form}
    return render(request, "matching/programs/recruiting/enroll_for.html", context)


@transaction.atomic
def _enroll_each(
    request: MemberRequest, program: Program, people: list[Any], side: str
) -> tuple[int, list[str]]:
    """Return how many were asked to confirm, and why the others were not.

    All or none: who meets a lock halfway sends the form again, and no one is asked twice.
    """
    asked, refused = 0, []
    for member in people:
        try:
            asking.enroll_for(program, member, side=side, actor=request.user)
        except MatchingError as error:
            refused.append(str(error.message))
        else:
            asked += 1
    return asked, refused


@director_required
@require_POST
def withdraw_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Withdraw someone who asked for it, or stop waiting for their word."""
    row = _enrollment_or_404(request, pk)
    if row.is_active:
        asks = ask_first(
            request,
            title=_("Withdraw %(name)s?") % {"name": row.member.name},
            text=_(
                "Do this only if they asked you to. They get an email that says so. Mentoring "
                "relationships and groups that they already have stay."
            ),
            button=_("Withdraw and email them"),
            back=reverse("matching:directing_people", args=[row.program_id]),
        )
        if asks is not None:
            return asks
    asking.withdraw_for(row, actor=request.user)
    messages.success(request, _("%(name)s is not enrolled.") % {"name": row.member.name})
    return _back(row.program)


@director_required
@require_POST
def answer(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Accept an application that waits for a director, or decline it; that is asked once more."""
    if act not in ("accept", "decline"):
        raise Http404
    row = _enrollment_or_404(request, pk)
    if act == "decline" and row.awaits:
        asks = ask_first(
            request,
            title=_("Decline the enrollment of %(name)s?") % {"name": row.member.name},
            text=_("They get an email that says so."),
            button=_("Decline and email them"),
            back=reverse("matching:directing_people", args=[row.program_id]),
        )
        if asks is not None:
            return asks
    try:
        asking.answer_application(row, accepts=act == "accept", actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        said = (
            _("%(name)s is enrolled. We emailed them.")
            if act == "accept"
            else _("%(name)s is not enrolled. We emailed them.")
        )
        messages.success(request, said % {"name": row.member.name})
    return _back(row.program)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link to confirm an enrollment: looking at it changes nothing."""
    template = "matching/programs/recruiting/confirm.html"
    try:
        _link, row = asking.open_question(token)
        context: dict[str, Any] = {"row": row, "program": row.program}
        if request.POST.get("answer") in ("yes", "no"):
            done = asking.answer_question(token, yes=request.POST["answer"] == "yes")
            context |= {"done": done}
    except (LinkError, MatchingError) as error:
        return render(request, template, {"error": error.message}, status=410)
    return render(request, template, context)


MOVES: dict[str, tuple[Callable[..., Program], StrOrPromise]] = {
    "open": (closing.reopen_enrollment, gettext_lazy("Enrollment is open.")),
    "match": (
        closing.close_enrollment,
        gettext_lazy(
            "Enrollment is closed. We email those who enrolled in 15 minutes. Until then, you can "
            "reopen it and no one is told."
        ),
    ),
    "begin": (lifecycle.begin_running, gettext_lazy("The program has started.")),
    "close": (lifecycle.close_program, gettext_lazy("The program is closed.")),
    "copy": (
        lifecycle.copy_program,
        gettext_lazy("Copied. Set the dates of the next cohort."),
    ),
}


@director_required
@require_POST
def move(request: MemberRequest, pk: UUID, to: str) -> HttpResponse:
    """Take a program to its next state, or copy it; what emails people or ends something asks first."""
    row = directed_or_404(request, pk)
    if to not in MOVES:
        raise Http404
    if to == "close" and "sure" not in request.POST and row.state != Program.State.CLOSED:
        context = {"program": row, "ending": lifecycle.groups_that_end(row)}
        return render(request, "matching/programs/directing/close.html", context)
    if to == "copy" and not may_copy(request, row):
        messages.error(
            request,
            _(
                "You run this program alone. A program director, or a coordinator of its unit, can "
                "start the next cohort."
            ),
        )
        return redirect("matching:directing", pk=row.pk)
    if to == "match" and row.state == Program.State.ENROLLING:
        asks = _ask_to_close(request, row)
        if asks is not None:
            return asks
    act, said = MOVES[to]
    try:
        moved = act(row, actor=request.user)
    except MatchingError as error:
        messages.error(request, str(error.message))
        return redirect("matching:directing", pk=row.pk)
    messages.success(request, str(said))
    return redirect("matching:directing", pk=moved.pk)


def _ask_to_close(request: MemberRequest, program: Program) -> HttpResponse | None:
    count = closing.count_to_tell(program)
    if not count:
        return None
    text = ngettext(
        "%(count)d person is enrolled. We email them that enrollment is closed and what comes next. "
        "You can reopen enrollment later.",
        "%(count)d people are enrolled. We email them that enrollment is closed and what comes next. "
        "You can reopen enrollment later.",
        count,
    )
    return ask_first(
        request,
        title=_("Close enrollment?"),
        text=text % {"count": count},
        button=_("Close enrollment"),
        back=reverse("matching:directing", args=[program.pk]),
    )


def _ask_about(
    request: MemberRequest, program: Program, people: list[Any], *, title: str, button: str
) -> HttpResponse | None:
    names = ", ".join(one.name for one in people[:NAMED])
    text = ngettext(
        "%(count)d person gets an email: %(names)s.",
        "%(count)d people get an email: %(names)s.",
        len(people),
    )
    if len(people) > NAMED:
        text = _("%(count)d people get an email, among them %(names)s.")
    return ask_first(
        request,
        title=title,
        text=text % {"count": len(people), "names": names},
        button=button,
        back=reverse("matching:directing_people", args=[program.pk]),
    )


def _emailed(count: int) -> str:
    text = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", count)
    return text % {"count": count}


def _back(program: Program) -> HttpResponse:
    return redirect("matching:directing_people", pk=program.pk)


def _enrollment_or_404(request: MemberRequest, pk: UUID) -> Enrollment:
    here = Enrollment.objects.filter(program__in=directed_by_reader(request))
    row: Enrollment = get_object_or_404(
        here.select_related("program__institution", "member__user", "institution"), pk=pk
    )
    return row
