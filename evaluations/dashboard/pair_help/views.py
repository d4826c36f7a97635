"""The act beside the advice on how a pair is doing."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.dashboard.pair_help.domain import (
    BEGINNINGS,
    end_pair,
    pair_of,
    write_to_both,
    written_to,
)
from evaluations.dashboard.pair_help.forms import PairEndForm, PairMessageForm, PairNoteForm
from evaluations.dashboard.pair_help.notes import note_act, notes_of
from matching.models import Program
from matching.pairing.domain.possible import PAIRING_STATES
from matching.programs.access import directed_or_404, director_required
from mentornet.pages.confirmation import ask_first
from networks.errors import NetworkError
from networks.models import Tie
from networks.phrases import joined
from profiles.access.members import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def pair_help(request: MemberRequest, pk: UUID, tie: UUID) -> HttpResponse:
    """Write to both people of a pair, from a text to begin with; asked once more."""
    program, pair = _pair_or_404(request, pk, tie)
    chosen = request.GET.get("with", "ask")
    begin = BEGINNINGS.get(chosen, BEGINNINGS["ask"])
    form = PairMessageForm(
        request.POST or None, initial={"subject": begin.subject, "text": begin.text}
    )
    names = _names(pair)
    if request.method == "POST" and form.is_valid():
        asks = ask_first(
            request,
            title=_("Send this message?"),
            text=_("%(names)s get “%(subject)s” by email. You cannot undo this.")
            % {"names": names, "subject": form.cleaned_data["subject"]},
            button=_("Send emails"),
            back=reverse("evaluations:program_pairs", args=[pk]),
        )
        if asks is not None:
            return asks
        write_to_both(program, pair, by=request.membership, **form.cleaned_data)
        messages.success(request, _("We emailed %(names)s.") % {"names": names})
        return redirect("evaluations:program_pairs", pk=pk)
    context = {
        "program": program,
        "pair": pair,
        "names": names,
        "form": form,
        "chosen": chosen,
        "beginnings": BEGINNINGS.items(),
        "written": written_to(pair),
        "notes": notes_of(program, pair),
    }
    return render(request, "evaluations/dashboard/pair_help/write.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def pair_note(request: MemberRequest, pk: UUID, tie: UUID) -> HttpResponse:
    """Write down what one did for a pair, for those who run the program."""
    program, pair = _pair_or_404(request, pk, tie)
    form = PairNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_act(program, pair, by=request.membership, text=form.cleaned_data["text"])
        messages.success(request, _("Saved. Other directors of this program see it here."))
        return redirect("evaluations:program_pairs", pk=pk)
    context = {
        "program": program,
        "names": _names(pair),
        "form": form,
        "written": written_to(pair),
        "notes": notes_of(program, pair),
    }
    return render(request, "evaluations/dashboard/pair_help/note.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def pair_end(request: MemberRequest, pk: UUID, tie: UUID) -> HttpResponse:
    """End a pair that the program made, and go on to a new mentor; who is emailed is said first."""
    program, pair = _pair_or_404(request, pk, tie)
    form = PairEndForm(request.POST or None)
    names = _names(pair)
    if request.method == "POST" and form.is_valid():
        asks = ask_first(
            request,
            title=_("End this pair?"),
            text=_("%(names)s both get an email. It names no one who asked. You cannot undo this.")
            % {"names": names},
            button=_("End and email both"),
            back=reverse("evaluations:program_pairs", args=[pk]),
        )
        if asks is not None:
            return asks
        try:
            end_pair(program, pair, by=request.membership, words=form.cleaned_data["words"])
        except NetworkError as error:
            messages.error(request, str(error.message))
            return redirect("evaluations:program_pairs", pk=pk)
        messages.success(request, _("The pair has ended. Now choose a new mentor."))
        return redirect(next_mentor_url(program, pair))
    context = {"program": program, "names": names, "form": form}
    return render(request, "evaluations/dashboard/pair_help/end.html", context)


def next_mentor_url(program: Program, pair: Tie) -> str:
    """Return where a director proposes another mentor to the mentee of a pair that has ended.

    Where the program pairs no one any more, the page of those who wait.
    """
    if program.state in PAIRING_STATES:
        given = {"program": program.pk, "protege": pair.protege_id}
        return f"{reverse('matching:pair_request_new')}?{urlencode(given)}"
    return reverse("matching:directing_people", args=[program.pk]) + "?show=waiting"


def _pair_or_404(request: MemberRequest, pk: UUID, tie: UUID) -> tuple[Program, Tie]:
    program = directed_or_404(request, pk)
    pair = pair_of(program, tie)
    if pair is None:
        raise Http404
    return program, pair


def _names(pair: Tie) -> str:
    return joined([one.name for one in (pair.protege, pair.mentor) if one is not None])
