"""Pairing two named people: a director asks, and each of the two answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching.errors import MatchingError
from matching.pairing.domain.answering import answer_request
from matching.pairing.domain.asking import check_pairing, propose_pair
from matching.pairing.domain.possible import refused_in
from matching.pairing.forms import PairForm
from matching.pairing.models import PairRequest
from matching.programs.access import director_required
from mentornet import moments
from mentornet.pages.confirmation import ask_first
from networks.phrases import joined
from profiles.access.members import MemberRequest, member_required
from profiles.models import Membership

ACCEPT, DECLINE = "accept", "decline"
FILLED = ("program", "protege", "mentor")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def propose(request: MemberRequest) -> HttpResponse:
    """Choose two people and a program; who is emailed is said before it is done."""
    given = {name: request.GET[name] for name in FILLED if request.GET.get(name)}
    form = PairForm(request.POST or None, request=request, initial=given)
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, form)
        if asked is not None:
            return asked
    return render(request, "matching/pairing/propose.html", {"form": form})


def _asked(request: MemberRequest, form: PairForm) -> HttpResponse | None:
    """Ask the director, then the two; None where it can't be done, with the reason in *form*."""
    said = form.cleaned_data
    program, protege, mentor = said["program"], said["protege"], said["mentor"]
    names = {"mentee": protege.name, "mentor": mentor.name, "program": program.name}
    try:
        check_pairing(program, protege=protege, mentor=mentor)
        page = ask_first(
            request,
            title=_("Ask %(mentee)s and %(mentor)s?") % names,
            text=_(
                "We ask both by email whether %(mentor)s will be the mentor of %(mentee)s in %(program)s. "
                "If one declines, you are not told who. If both accept, their relationship begins."
            )
            % names
            + _not_activated(protege, mentor),
            button=_("Ask them"),
            back=reverse("matching:pair_requests"),
        )
        if page is not None:
            return page
        row = propose_pair(
            program, protege=protege, mentor=mentor, actor=request.user, words=said["words"]
        )
    except MatchingError as error:
        form.add_error(None, str(error.message))
        return None
    text = _("%(mentee)s and %(mentor)s can answer until %(day)s.")
    messages.success(request, text % {**names, "day": moments.day(row.answer_by)})
    return redirect("matching:pair_requests")


def _not_activated(*people: Membership) -> str:
    """Return who of the two answers later, since they have no account yet, in words; "" for neither."""
    text = _(
        "%(name)s has not activated their account yet. The email lets them do that, then answer."
    )
    waiting = [one for one in people if one.user.activated_at is None]
    return "".join(f" {text % {'name': one.name}}" for one in waiting)


@never_cache
@require_GET
@member_required
def pair_request(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The question, for one of the two."""
    row = _put_to_or_404(request, pk)
    member = request.membership
    context = {
        "row": row,
        "other": row.other_than(member),
        "as_mentor": member.pk == row.mentor_id,
        "answer": row.answer_of(member),
        "is_open": row.is_open,
        "others": row.others_than(member),
        "names": _names(row, member),
        "kept_apart": member.pk in refused_in(row),
    }
    return render(request, "matching/pairing/request.html", context)


@never_cache
@require_POST
@member_required
def pair_request_answer(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Accept or decline, or change one's answer."""
    if act not in (ACCEPT, DECLINE):
        raise Http404
    row = _put_to_or_404(request, pk)
    try:
        row = answer_request(row, by=request.membership, accepts=act == ACCEPT)
    except MatchingError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _said(row, request, act))
    return redirect("matching:pair_request", pk=pk)


def _said(row: PairRequest, request: MemberRequest, act: str) -> str:
    name = {"name": _names(row, request.membership)}
    if row.state == PairRequest.State.MADE and row.among_equals:
        return _("Everyone accepted. You and %(name)s can meet now.") % name
    if row.state == PairRequest.State.MADE:
        return _("You and %(name)s are now a pair. We emailed both of you.") % name
    if act == DECLINE:
        return _("You declined. No one is told.")
    if row.third_id is not None:
        return _("You accepted. If everyone accepts, we email you.")
    return _("You accepted. If %(name)s accepts too, we email you.") % name


def _names(row: PairRequest, member: Membership) -> str:
    return joined([one.name for one in row.others_than(member)])


def _put_to_or_404(request: MemberRequest, pk: UUID) -> PairRequest:
    here = PairRequest.objects.put_to(request.membership).select_related(
        "institution", "program", "protege__unit", "mentor__unit", "third__unit", "group"
    )
    row: PairRequest = get_object_or_404(here, pk=pk)
    return row
