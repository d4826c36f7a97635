"""The confidential route to the ombuds. Nothing of what is written reaches a log or a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from networks.domain import concern as domain
from networks.domain.queries.colleagues import find_colleagues
from networks.errors import NetworkError, NotYours, WrongCode
from networks.forms.concern import CodeForm, ConcernForm, ReplyForm
from networks.models import Concern
from profiles.models import Membership
from profiles.sign_on.fresh import fresh_authentication_required
from profiles.views.access import MemberRequest, member_required


@never_cache
@member_required
def concerns(request: MemberRequest) -> HttpResponse:
    """What this route is, who reads it, the way back in by code, and one's own threads."""
    own = Concern.objects.visible_to(request.user).of(request.membership.institution)
    context = {
        "rows": own.select_related("ombuds"),
        "ombuds": domain.ombuds_for(request.membership),
        "code_form": CodeForm(),
    }
    return render(request, "networks/concerns.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@member_required
def new(request: MemberRequest) -> HttpResponse:
    """Write it down. An anonymous one shows its code once, on the page that follows."""
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about, problem = _person(request, form.cleaned_data["about"])
        if problem:
            form.add_error("about", problem)
        else:
            chosen = {name: form.cleaned_data[name] for name in ("kind", "text", "anonymous")}
            try:
                row, code = domain.report_concern(request.membership, about=about, **chosen)
            except NetworkError as error:
                form.add_error(None, str(error.message))
            else:
                if code:
                    return render(request, "networks/concern_code.html", {"code": code})
                messages.success(request, _("Sent. Only the ombuds and you can read it."))
                return redirect("networks:concern", pk=row.pk)
    return render(request, "networks/concern_new.html", {"form": form})


@sensitive_variables()
def _person(request: MemberRequest, name: str) -> tuple[Membership | None, str]:
    """The one colleague of this name, or what to mend; a situation names nobody."""
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
    return None, _("Nobody in the directory has this name. Leave it empty, and name them below.")


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@member_required
@fresh_authentication_required
def concern(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The thread, for the named reporter and the ombuds."""
    own = Concern.objects.visible_to(request.user).of(request.membership.institution)
    row: Concern = get_object_or_404(own.select_related("institution", "ombuds"), pk=pk)
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
    return render(request, "networks/concern.html", _thread(request, row, form))


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
        form = ReplyForm(request.POST if "text" in request.POST else None)
        if form.is_bound and form.is_valid():
            domain.reply(row, code=code, text=form.cleaned_data["text"])
            form = ReplyForm()
    except NetworkError as error:
        messages.error(request, str(error.message))
        return redirect("networks:concerns")
    return render(request, "networks/concern.html", _thread(request, row, form) | {"code": code})


@sensitive_variables()
def _thread(request: MemberRequest, row: Concern, form: ReplyForm) -> dict[str, Any]:
    handles = row.ombuds_id == request.membership.pk
    reader = request.membership if handles else None
    return {
        "concern": row,
        "handles": handles,
        "said": domain.read_thread(row, reader=reader),
        "accesses": row.accesses.select_related("member")[:50],
        "states": Concern.State.choices,
        "kinds": dict(Concern.Kind.choices),
        "form": form,
    }


@require_POST
@member_required
@fresh_authentication_required
def state(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The ombuds says how far they are."""
    own = Concern.objects.visible_to(request.user).of(request.membership.institution)
    row: Concern = get_object_or_404(own, pk=pk)
    wanted = request.POST.get("state", "")
    if wanted not in Concern.State.values:
        raise Http404
    try:
        domain.set_concern_state(row, state=wanted, by=request.membership)
    except NotYours as error:
        raise Http404 from error
    return redirect("networks:concern", pk=row.pk)
