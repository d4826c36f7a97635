"""Changes of sign-in email, as those see them who look over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.tenancy.scope import operations
from profiles.access.members import MemberRequest, View, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.institution.domain import approvals
from profiles.models import AddressClaim, Approval, Institution
from profiles.people.emails.domain import claims, domain_change, takeover
from profiles.people.emails.forms import DomainChangeForm, WithdrawForm
from profiles.people.emails.rules import may_vouch

watcher_required = permission_required("profiles.watch_addresses")
SHOWN = 200


def operator_required(view: View) -> View:
    """Let in who runs the service; others get 403."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("profiles.operate"):
            raise PermissionDenied
        with operations():
            return view(request, *args, **kwargs)

    return wrapped


@never_cache
@require_safe
@watcher_required
def address_claims(request: MemberRequest) -> HttpResponse:
    """What waits at one's institution, and the accounts that wait for someone to know the person."""
    return _list(request, _here(request), "profiles/people/emails/address_claims.html")


@require_POST
@watcher_required
def stop_claim(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop a change that one doubts."""
    return _act(request, claims.stop, get_object_or_404(_here(request), pk=pk), _("Stopped."))


@require_POST
@watcher_required
@fresh_authentication_required
def vouch_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that one knows who uses the account now."""
    return _act(
        request,
        takeover.vouch,
        get_object_or_404(_here(request), pk=pk),
        _("Saved. You vouched for this person."),
    )


@never_cache
@require_safe
@operator_required
def operating_emails(request: MemberRequest) -> HttpResponse:
    """Show the same for operators, at every institution."""
    return _list(
        request, AddressClaim.objects.all(), "profiles/people/emails/operating_emails.html"
    )


@require_POST
@operator_required
def operating_stop(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(
        request, claims.stop, get_object_or_404(AddressClaim, pk=pk), _("Stopped."), back=OPERATING
    )


@require_POST
@operator_required
@fresh_authentication_required
def operating_vouch(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _act(
        request,
        takeover.vouch,
        get_object_or_404(AddressClaim, pk=pk),
        _("Saved. You vouched for this person."),
        back=OPERATING,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@operator_required
@fresh_authentication_required
def change_domain(request: MemberRequest) -> HttpResponse:
    """Show a whole institution's new mail domain: look first, then ask a director of theirs."""
    if "withdraw" in request.POST:
        return _withdraw_domain(request)
    form = DomainChangeForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "asked_for": _domains_asked_for()}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        institution = given.pop("institution")
        if "confirm" in request.POST:
            return _ask_for_domain(request, institution, given)
        plan = domain_change.plan_domain_change(institution, **given)
        context |= {"plan": plan, "institution_moved": institution, "shown": plan.moved[:SHOWN]}
    return render(request, "profiles/people/emails/change_domain.html", context)


def _domains_asked_for() -> Any:
    waiting = Approval.objects.waiting().filter(kind=Approval.Kind.MAIL_DOMAIN)
    return waiting.select_related("institution", "asked_by")


def _ask_for_domain(
    request: MemberRequest, institution: Institution, given: dict[str, str]
) -> HttpResponse:
    done = _(
        "We asked the program directors of %(institution)s. The change happens once one of them "
        "approves."
    )
    return _act(
        request,
        partial(domain_change.request_domain_change, old=given["old"], new=given["new"]),
        institution,
        done % {"institution": institution},
        back=DOMAINS,
    )


def _withdraw_domain(request: MemberRequest) -> HttpResponse:
    form = WithdrawForm(request.POST, queryset=_domains_asked_for())
    if not form.is_valid():
        return redirect(DOMAINS)
    waiting = form.cleaned_data["withdraw"]
    done = _("Your request is withdrawn.")
    return _act(request, approvals.withdraw, waiting, done, back=DOMAINS)


OPERATING = "profiles:operating_emails"
DOMAINS = "profiles:change_domain"


def _here(request: MemberRequest) -> Any:
    return AddressClaim.objects.visible_to(request.user).of(request.membership.institution)


def _list(request: MemberRequest, rows: Any, template: str) -> HttpResponse:
    unproven = Q(state=AddressClaim.State.TAKEN_OVER, user__unproven_since__isnull=False)
    found = list(
        rows.filter(Q(state=AddressClaim.State.WAITING) | unproven)
        .select_related("user", "membership", "institution", "asked_by")
        .order_by("-asked_at", "id")[:SHOWN]
    )
    waiting = [one for one in found if one.is_waiting]
    taken_over = [
        {
            "claim": one,
            "may_vouch": may_vouch(request.user, one, has_ombuds=takeover.has_ombuds(one)),
        }
        for one in found
        if not one.is_waiting
    ]
    return render(request, template, {"waiting": waiting, "taken_over": taken_over})


def _act(
    request: MemberRequest,
    act: Callable[..., object],
    row: AddressClaim | Approval | Institution,
    done: str,
    *,
    back: str = "profiles:address_claims",
) -> HttpResponse:
    try:
        act(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(back)
