"""The confidential route to the ombuds. Nothing of what is written reaches a log or a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from mentornet.drafts.decorators import confidential_draft, no_draft
from mentornet.drafts.views import delete_draft
from networks.concerns.domain import decisions
from networks.concerns.domain import threads as domain
from networks.concerns.domain.readers import choices_for, readers_of, without_conflicts
from networks.concerns.errors import WrongCode
from networks.concerns.forms import CodeForm, ConcernForm, ReplyForm, describe
from networks.concerns.models import Concern
from networks.errors import NetworkError, NotYours
from networks.relationships.domain.queries.colleagues import find_colleagues
from profiles.access.members import MemberRequest, member_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.access.resubmission import never_kept
from profiles.models import Membership


@never_cache
@member_required
def concerns(request: MemberRequest) -> HttpResponse:
    """What this route is, who the ombuds are, the way back in by code, and one's own threads."""
    own = Concern.objects.visible_to(request.user).of(request.membership.institution)
    context = {
        "rows": without_conflicts(list(own), request.membership),
        "ombuds": [describe(one) for one in choices_for(request.membership)],
        "code_form": CodeForm(),
    }
    return render(request, "networks/concerns/list.html", context)


@confidential_draft
@never_kept
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@member_required
def new(request: MemberRequest) -> HttpResponse:
    """Write it down. An anonymous one shows its code once, on the page that follows."""
    choices = choices_for(request.membership)
    form = ConcernForm(request.POST or None, choices=choices)
    if "anonymous" in request.POST:
        # A page that lost its network may not have deleted it when the name was left out.
        delete_draft(request, "text")
    if request.method == "POST" and form.is_valid():
        about, problem = _person(request, form.cleaned_data["about"])
        if problem:
            form.add_error("about", problem)
        else:
            chosen = {name: form.cleaned_data[name] for name in ("kind", "text", "to", "anonymous")}
            try:
                row, code = domain.report_concern(request.membership, about=about, **chosen)
            except NetworkError as error:
                form.add_error("to", str(error.message))
            else:
                if code:
                    return render(request, "networks/concerns/code.html", {"code": code})
                messages.success(request, _("Sent."))
                return redirect("networks:concern", pk=row.pk)
    context = {"form": form, "in_line": [one for one in choices if one.in_own_line]}
    return render(request, "networks/concerns/new.html", context)


@sensitive_variables()
def _person(request: MemberRequest, name: str) -> tuple[Membership | None, str]:
    """The one colleague of this name, or what to change; a situation names no one."""
    if not name.strip():
        return None, ""
    found = find_colleagues(request.membership, words=name)
    exact = [one for one in found if one.name.casefold() == " ".join(name.split()).casefold()]
    if len(exact) == 1:
        return exact[0], ""
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, _("Several people match. Write the full name as in the directory.")
    return None, _("No one in the directory has this name. Leave it empty, and name them below.")


@confidential_draft
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@member_required
@fresh_authentication_required
def concern(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The thread, for the named reporter and whoever reads it as an ombuds."""
    row = _shown(request, pk)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.reply(row, by=request.membership, text=form.cleaned_data["text"])
        except NotYours as error:
            raise Http404 from error
        except NetworkError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect("networks:concern", pk=row.pk)
    return render(request, "networks/concerns/concern.html", _thread(request, row, form))


@sensitive_post_parameters()
@never_cache
@require_POST
@member_required
@fresh_authentication_required
def decide(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The named author decides who reads on."""
    row = _shown(request, pk)
    try:
        _decide(row, request.POST, by=request.membership)
    except NotYours as error:
        raise Http404 from error
    except NetworkError as error:
        messages.error(request, str(error.message))
    return redirect("networks:concern", pk=row.pk)


@no_draft
@never_kept
@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_POST
@member_required
def by_code(request: MemberRequest) -> HttpResponse:
    """The thread of whoever has the code; the code is sent each time and kept nowhere."""
    code_form = CodeForm(request.POST)
    try:
        if not code_form.is_valid():
            raise WrongCode
        code = code_form.cleaned_data["code"]
        row = domain.find_by_code(request.membership.institution, code)
    except NetworkError as error:
        messages.error(request, str(error.message))
        return redirect("networks:concerns")
    form = ReplyForm(request.POST if "text" in request.POST else None, by_code=True)
    problem = ""
    try:
        if "decision" in request.POST:
            _decide(row, request.POST, code=code)
        elif form.is_bound and form.is_valid():
            domain.reply(row, code=code, text=form.cleaned_data["text"])
            form = ReplyForm(by_code=True)
    except NetworkError as error:
        problem = str(error.message)
    if problem and form.is_bound:
        form.add_error(None, problem)
    row.refresh_from_db()
    shown = {"code": code, "problem": "" if form.is_bound else problem}
    return render(
        request, "networks/concerns/concern.html", _thread(request, row, form, code) | shown
    )


def _decide(row: Concern, sent: QueryDict, *, by: Membership | None = None, code: str = "") -> None:
    decision = sent.get("decision", "")
    if decision == "close":
        decisions.close(row, by=by, code=code)
        return
    try:
        member = UUID(sent.get("member", ""))
    except ValueError as error:
        raise Http404 from error
    if decision == "hand_over":
        decisions.hand_over(row, to=member, by=by, code=code)
    elif decision == "keep":
        decisions.keep_reader(row, reader=member, by=by, code=code)
    else:
        raise Http404


def _shown(request: MemberRequest, pk: UUID) -> Concern:
    """One's own, or one that is read as an ombuds with no conflict; any other is not there."""
    own = Concern.objects.visible_to(request.user).of(request.membership.institution)
    row: Concern = get_object_or_404(own.select_related("institution", "reporter"), pk=pk)
    if not without_conflicts([row], request.membership):
        raise Http404
    return row


@sensitive_variables()
def _thread(
    request: MemberRequest, row: Concern, form: ReplyForm, code: str = ""
) -> dict[str, Any]:
    is_own = bool(code) or row.reporter_id == request.membership.pk
    readers = readers_of(row)
    context = {
        "concern": row,
        "handles": not is_own,
        "readers": readers,
        "said": domain.read_thread(row, reader=None if is_own else request.membership),
        "states": Concern.State.choices,
        "kinds": dict(Concern.Kind.choices),
        "form": form,
    }
    if is_own:
        context |= {
            "is_read": any(one.reads for one in readers),
            "choices": decisions.choices_of(row),
            "accesses": row.accesses.select_related("member")[:50],
        }
    return context


@never_cache
@require_POST
@member_required
@fresh_authentication_required
def state(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The ombuds says how far they are."""
    row = _shown(request, pk)
    wanted = request.POST.get("state", "")
    if wanted not in Concern.State.values:
        raise Http404
    try:
        domain.set_concern_state(row, state=wanted, by=request.membership)
    except NotYours as error:
        raise Http404 from error
    return redirect("networks:concern", pk=row.pk)
