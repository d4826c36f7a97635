"""One's own sign-in email, and the institutions that one can join."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.purposes import Purpose
from mentornet.tenancy.scope import enter_institution_of, in_institution, operations
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.models import AddressClaim, Membership, MembershipOffer
from profiles.people.emails.domain import claims, takeover
from profiles.people.emails.domain import membership_offers as offers
from profiles.people.emails.models import AddressClaimQuerySet
from profiles.people.models.membership import MembershipQuerySet
from profiles.sign_on.domain.sessions import EndReason, end_sessions


@never_cache
@require_safe
@login_required
def my_address(request: MemberRequest) -> HttpResponse:
    """With which email one signs in, and what waits for one's yes."""
    waiting = AddressClaim.objects.waiting().filter(user=request.user).select_related("institution")
    asked = {one.membership_id for one in waiting}
    here = Membership.objects.current().filter(user=request.user, institution__sandbox_of=None)
    known = here.exclude(pk__in=asked)
    others = known.exclude(address=request.user.email.lower()).select_related("institution")
    context = {"claims": waiting, "others": others}
    return render(request, "profiles/people/emails/my_address.html", context)


@require_POST
@login_required
@fresh_authentication_required
def confirm_address(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Sign in with the new email from now on."""
    claim = get_object_or_404(_own_claims(request), pk=pk)
    with in_institution(claim.institution_id):
        return _changed(request, lambda: claims.confirm(claim, by=request.user))


@require_POST
@login_required
def keep_address(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop a change of one's own email."""
    claim = get_object_or_404(_own_claims(request), pk=pk)
    try:
        with in_institution(claim.institution_id):
            claims.stop(claim, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Stopped. You sign in with the same email as before."))
    return redirect("profiles:my_address")


@require_POST
@login_required
@fresh_authentication_required
def adopt_address(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Sign in with the email that one's institution knows."""
    member = get_object_or_404(_own_memberships(request), pk=pk)
    with in_institution(member.institution_id):
        return _changed(request, lambda: claims.adopt(member, by=request.user))


def _own_claims(request: MemberRequest) -> AddressClaimQuerySet:
    """Return those on one's own login, but for institutions that this session may not act for."""
    rows: AddressClaimQuerySet = AddressClaim.objects.visible_to(request.user)
    return rows.filter(user=request.user)


def _own_memberships(request: MemberRequest) -> MembershipQuerySet:
    rows: MembershipQuerySet = Membership.objects.visible_to(request.user)
    return rows.filter(user=request.user, institution__sandbox_of=None)


def _changed(request: MemberRequest, act: Callable[[], AddressClaim]) -> HttpResponse:
    try:
        claim = act()
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("profiles:my_address")
    if claim.state == AddressClaim.State.CONFIRMED:
        _sign_out_elsewhere(request)
        messages.success(
            request,
            _("You now sign in with %(email)s. You were signed out everywhere else.")
            % {"email": claim.address},
        )
    elif claim.waits_for_approval:
        messages.info(request, _("A second person at your institution has to approve this first."))
    else:
        messages.info(
            request,
            _(
                "You confirmed it. Another account signs in with this email, or did until "
                "recently. The change happens once no other account uses it."
            ),
        )
    return redirect("profiles:my_address")


def _sign_out_elsewhere(request: MemberRequest) -> None:
    key = request.session.session_key or ""
    end_sessions(request.user, reason=EndReason.ADDRESS, keep=key)
    request.user.refresh_from_db(fields=["email", "session_epoch"])
    request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()


@never_cache
@require_http_methods(["GET", "POST"])
def stop_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail to the old email: whoever has it stops the change, signed in or not."""
    try:
        link = links.look_up(Purpose.STOP_ADDRESS_CLAIM, token)
        found = AddressClaim.objects.filter(pk=links.key_of(link, AddressClaim))
        # Whoever has the link need belong to no institution.
        enter_institution_of(found)
        claim = get_object_or_404(found)
        if request.method == "POST":
            links.use(link)
            claims.stop(claim, by=None)
    except (LinkError, DomainError) as error:
        return render(
            request,
            "profiles/people/emails/stop_address.html",
            {"error": error.message},
            status=410,
        )
    context = {"claim": claim, "done": request.method == "POST"}
    return render(request, "profiles/people/emails/stop_address.html", context)


@never_cache
@require_safe
@login_required
def my_offers(request: MemberRequest) -> HttpResponse:
    """Show the institutions that ask whether one joins them."""
    # They come from institutions to which one does not belong.
    with operations():
        context = {"offers": list(offers.offers_to(request.user))}
    return render(request, "profiles/people/emails/membership_offers.html", context)


@require_POST
@login_required
def accept_offer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Join the institution."""
    return _answered(
        request,
        pk,
        act=offers.accept,
        done=_("You joined %(institution)s. Switch to it in Settings."),
    )


@require_POST
@login_required
def decline_offer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Do not join it."""
    return _answered(
        request, pk, act=offers.decline, done=_("Declined. We do not tell %(institution)s.")
    )


def _answered(
    request: MemberRequest, pk: UUID, *, act: Callable[..., object], done: str
) -> HttpResponse:
    with operations():
        offer: MembershipOffer = get_object_or_404(offers.offers_to(request.user), pk=pk)
    try:
        with in_institution(offer.institution_id):
            act(offer, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done % {"institution": offer.institution})
    return redirect("profiles:offers")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def closed(request: MemberRequest) -> HttpResponse:
    """Show the one page of a login that another email took over: how its owner opens it again."""
    if request.user.unproven_since is None:
        return redirect("/")
    if request.method == "POST":
        try:
            takeover.prove(request.user, records=get_authentication_records(request, request.user))
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Your account is unlocked."))
            return redirect("/")
    context: dict[str, Any] = {"has_password": request.user.has_usable_password()}
    return render(request, "profiles/people/emails/closed.html", context)
