"""The act beside the advice on how a pair is doing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.dashboard.pair_help.domain import BEGINNINGS, pair_of, write_to_both, written_to
from evaluations.dashboard.pair_help.forms import PairMessageForm
from matching.programs.access import directed_or_404, director_required
from mentornet.pages.confirmation import ask_first
from networks.phrases import joined
from profiles.access.members import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def pair_help(request: MemberRequest, pk: UUID, tie: UUID) -> HttpResponse:
    """Write to both people of a pair, from a text to begin with; asked once more."""
    program = directed_or_404(request, pk)
    pair = pair_of(program, tie)
    if pair is None:
        raise Http404
    chosen = request.GET.get("with", "ask")
    begin = BEGINNINGS.get(chosen, BEGINNINGS["ask"])
    form = PairMessageForm(
        request.POST or None, initial={"subject": begin.subject, "text": begin.text}
    )
    names = joined([one.name for one in (pair.protege, pair.mentor) if one is not None])
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
    }
    return render(request, "evaluations/dashboard/pair_help/write.html", context)
