"""A career-award team: its page, who is asked into it, the plan and its milestones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from matching.programs.access import directed_or_404, director_required, program_or_404
from matching.programs.enrollment.models import Enrollment
from matching.teams.domain import membership as domain
from matching.teams.domain import plan as plans
from matching.teams.domain.queries import PARTS, counts_of_teams, read_team
from matching.teams.errors import NotOfTeam, PlanChanged
from matching.teams.forms import AskForm, FunctionForm, MilestoneForm, PlanForm, TeamContactForm
from matching.teams.models import Milestone, Team, TeamMember
from mentornet.pages.confirmation import ask_first
from mentornet.pages.download import PDF, download
from mentornet.pdf import PdfUnavailable, can_make_pdf, pdf_of
from networks.relationships.domain.tie import has_room
from networks.relationships.forms.tie import NewContactForm
from networks.relationships.views.lookup import look_up
from networks.relationships.views.tie import colleague_or_404
from profiles.access.members import MemberRequest, member_required
from profiles.errors import DomainError
from profiles.institution.domain.paper import paper_of
from profiles.people.domain.supervision import supervisors_of


@member_required
@require_safe
def own(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The reader's own team in a program."""
    program = program_or_404(request, pk)
    mine = Enrollment.objects.filter(program=program, member=request.membership, side="protege")
    team: Team = get_object_or_404(Team, enrollment__in=mine)
    return redirect("matching:team", pk=team.pk)


@member_required
@require_safe
def team(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who is in it, the plan, what is missing."""
    row = team_or_404(request, pk)
    context = {
        "team": row,
        "reading": read_team(row, reader=request.membership),
        "milestone": MilestoneForm(),
        "can_make_pdf": can_make_pdf(),
    }
    return render(request, "matching/teams/team.html", context)


@member_required
@require_safe
def team_pdf(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The plan as a file for the application."""
    row = team_or_404(request, pk)
    context = {"team": row, "reading": read_team(row, reader=request.membership)}
    try:
        written = pdf_of(
            "matching/teams/pdf.html", context, paper=paper_of(request.membership.institution)
        )
    except PdfUnavailable:
        messages.error(request, _("We couldn’t make a PDF. Print the page instead."))
        return redirect("matching:team", pk=row.pk)
    return download(written, "mentoring-plan.pdf", PDF)


@member_required
def plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write the plan; what was typed stays where another window was faster."""
    row = _own_or_404(request, pk)
    form = PlanForm(request.POST or None, instance=row, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        page = _ask_before(request, row, form.cleaned_data)
        if page:
            return page
        try:
            plans.write_plan(row, by=request.membership, **form.cleaned_data)
        except PlanChanged as error:
            form = _with_revision(request, row)
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Plan saved."))
            return redirect("matching:team", pk=pk)
    return render(request, "matching/teams/plan.html", {"team": row, "form": form})


def _ask_before(request: MemberRequest, row: Team, given: dict[str, Any]) -> HttpResponse | None:
    """A page that says whom a change asks again; None where it asks no one, or once confirmed."""
    row.refresh_from_db()
    again = plans.asked_again(row, given)
    if not again or row.revision != given["revision"]:
        return None
    names = {
        "names": ", ".join(one.name for one in again),
        "changed": ", ".join(plans.changed_parts(row, given)),
    }
    return ask_first(
        request,
        title=_("Ask the team again?"),
        text=_(
            "You’re changing what the team agreed to: %(changed)s. If you save, we email "
            "these people to ask again: %(names)s."
        )
        % names,
        button=_("Save and ask again"),
        back=request.path,
    )


def _with_revision(request: MemberRequest, row: Team) -> PlanForm:
    """The form as it was sent, over the version that is there now."""
    row.refresh_from_db()
    sent = request.POST.copy()
    sent["revision"] = str(row.revision)
    form = PlanForm(sent, instance=row)
    form.is_valid()
    return form


@member_required
def ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Find a colleague and ask them, or write a mentor elsewhere down."""
    row = _own_or_404(request, pk)
    if "external" in request.GET:
        return _add_contact(request, row)
    if "with" in request.GET:
        return _ask_colleague(request, row, request.GET["with"])
    context = {"team": row, **look_up(request)}
    return render(request, "matching/teams/choose.html", context)


def _ask_colleague(request: MemberRequest, row: Team, key: str) -> HttpResponse:
    other = colleague_or_404(request, key)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.ask_colleague(row, by=request.membership, member=other, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(
                request, _("Request sent. They get an email and see it on their Programs page.")
            )
            return redirect("matching:team", pk=row.pk)
    context = {
        "team": row,
        "form": form,
        "colleague": other,
        "conflict": other.pk in supervisors_of(request.membership),
    }
    return render(request, "matching/teams/ask.html", context)


def _add_contact(request: MemberRequest, row: Team) -> HttpResponse:
    form, contact = TeamContactForm(request.POST or None), NewContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and contact.is_valid():
        given = dict(contact.cleaned_data)
        emails = given.pop("emails")
        try:
            domain.add_contact(
                row, by=request.membership, contact=given, emails=emails, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Added to the team and to your network."))
            return redirect("matching:team", pk=row.pk)
    return render(
        request, "matching/teams/ask.html", {"team": row, "form": form, "contact": contact}
    )


@member_required
@require_safe
def team_request(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What someone is asked, for the one who is asked; and for the protégé, what they asked."""
    row = _part_or_404(request, pk)
    protege = row.team.protege
    context = {
        "row": row,
        "team": row.team,
        "is_asked": row.member_id == request.membership.pk,
        "is_current": TeamMember.objects.current().filter(pk=row.pk).exists(),
        "conflict": row.member_id in supervisors_of(protege),
        "is_full": row.member is not None and not has_room(row.member),
    }
    return render(request, "matching/teams/request.html", context)


@member_required
def function(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Name someone's function anew."""
    row = _part_or_404(request, pk)
    if row.team.enrollment.member_id != request.membership.pk:
        raise Http404
    form = FunctionForm(
        request.POST or None, initial={"function": row.function, "roles": row.roles}
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_function(row, by=request.membership, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("matching:team", pk=row.team_id)
    return render(request, "matching/teams/ask.html", {"team": row.team, "form": form, "row": row})


ANSWERS: dict[str, tuple[Callable[..., Any], Any]] = {
    "join": (domain.join, gettext_lazy("You’re on the team and can read the plan.")),
    "decline": (domain.decline, gettext_lazy("Declined. Only the person who asked you is told.")),
}


@member_required
def leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then take someone out, or oneself."""
    row = _part_or_404(request, pk)
    own_team = row.team.enrollment.member_id == request.membership.pk
    if request.method == "POST":
        domain.leave(row, by=request.membership)
        messages.success(
            request, _("Removed from the team. The mentoring relationship stays as it is.")
        )
        if own_team:
            return redirect("matching:team", pk=row.team_id)
        return redirect("matching:programs")
    context = {"row": row, "team": row.team, "own_team": own_team}
    return render(request, "matching/teams/leave.html", context)


@member_required
@require_POST
def answer(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    row = _part_or_404(request, pk)
    if act not in ANSWERS:
        raise Http404
    verb, said = ANSWERS[act]
    try:
        held = verb(row, by=request.membership)
    except NotOfTeam as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("matching:team_request", pk=row.pk)
    messages.success(request, str(said))
    if act == "join":
        return redirect("matching:team", pk=held.team_id)
    return redirect("matching:programs")


@member_required
@require_POST
def agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Agree to the plan as the page showed it."""
    row = _part_or_404(request, pk)
    sent = request.POST.get("revision", "")
    try:
        plans.agree(row, by=request.membership, revision=int(sent) if sent.isdecimal() else -1)
    except NotOfTeam as error:
        raise Http404 from error
    except PlanChanged as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("You agreed to the current plan."))
    return redirect("matching:team", pk=row.team_id)


@member_required
@require_POST
def milestone_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _own_or_404(request, pk)
    form = MilestoneForm(request.POST)
    if form.is_valid():
        plans.add_milestone(row, by=request.membership, **form.cleaned_data)
        return redirect("matching:team", pk=pk)
    context = {
        "team": row,
        "reading": read_team(row, reader=request.membership),
        "milestone": form,
        "can_make_pdf": can_make_pdf(),
    }
    return render(request, "matching/teams/team.html", context)


@member_required
@require_POST
def milestone_set(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Reached, not reached after all, or out of the plan."""
    own = Milestone.objects.visible_to(request.user).filter(
        team__enrollment__member=request.membership
    )
    row: Milestone = get_object_or_404(own.select_related("team"), pk=pk)
    if act == "remove":
        plans.remove_milestone(row, by=request.membership)
    elif act in ("reached", "open"):
        plans.mark_milestone(row, by=request.membership, reached=act == "reached")
    else:
        raise Http404
    return redirect("matching:team", pk=row.team_id)


@director_required
@require_safe
def program_teams(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Which teams stand and which lack someone: counts, never a word of the plans."""
    program = directed_or_404(request, pk)
    if not program.traits.makes_teams:
        raise Http404
    rows = counts_of_teams(program)
    context = {
        "program": program,
        "rows": rows,
        "parts": PARTS,
        "with_primary": sum(row.has_primary for row in rows),
        "with_plan": sum(row.parts_written == PARTS for row in rows),
    }
    return render(request, "matching/teams/directing.html", context)


def team_or_404(request: MemberRequest, pk: UUID) -> Team:
    """A team that the reader has, or is in."""
    here = Team.objects.visible_to(request.user).of(request.membership.institution)
    row: Team = get_object_or_404(
        here.select_related(
            "institution", "enrollment__program", "enrollment__member__unit"
        ).distinct(),
        pk=pk,
    )
    return row


def _own_or_404(request: MemberRequest, pk: UUID) -> Team:
    row = team_or_404(request, pk)
    if row.enrollment.member_id != request.membership.pk:
        raise Http404
    return row


def _part_or_404(request: MemberRequest, pk: UUID) -> TeamMember:
    """A part that the reader has, was asked to take, or asked someone else to take."""
    here = TeamMember.objects.visible_to(request.user).of(request.membership.institution)
    row: TeamMember = get_object_or_404(
        here.select_related(
            "member__unit",
            "external",
            "team__institution",
            "team__enrollment__program",
            "team__enrollment__member__unit",
        ).distinct(),
        pk=pk,
    )
    return row
