"""How allauth behaves here: accounts come from the roster, and its mail goes through the outbox."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.client_address import client_address
from mentornet.mail.outbox import Lane, queue_rendered
from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.pages.dashboard import ARRIVING
from mentornet.safe_http import safe_session
from mentornet.tenancy.scope import enter
from profiles.access import resubmission
from profiles.access.reauthentication import is_fresh
from profiles.models import Membership, SignOn, User
from profiles.sign_on.credentials import attempts
from profiles.sign_on.credentials.codes import issue_code, use_code
from profiles.sign_on.credentials.confirmation import ASKED_AGAIN
from profiles.sign_on.credentials.proof import begin_proving, is_proving, take_linking
from profiles.sign_on.domain.sessions import CHOICE, DEVICE
from profiles.sign_on.provider.asserted_mfa import ASSERTED
from profiles.sign_on.provider.domain import admission as domain
from profiles.sign_on.provider.domain.provider_sessions import SIGN_OUT_HINT, note_session
from profiles.sign_on.provider.domain.requirement import demanded_of, note_broken_glass
from profiles.sign_on.provider.domain.setup import note_test
from profiles.sign_on.provider.trial import end_trial
from profiles.vocabulary import StaffRoleKind


class RosterAccountAdapter(DefaultAccountAdapter):
    """No one signs up: an account exists because its institution's roster names the person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is turned off."),
        "email_password_mismatch": gettext_lazy(
            "This email and password don’t match. Try again, or set a new password."
        ),
        "enter_current_password": gettext_lazy("Enter your current password."),
        "incorrect_code": gettext_lazy("This code is wrong. Check it and try again."),
        "incorrect_password": gettext_lazy("This isn’t your password. Try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong passwords. Wait a few minutes, or sign in with an emailed code."
        ),
        "too_many_mails": gettext_lazy(
            "We already sent several emails to this address. Check your email, or try again in an "
            "hour."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue codes and links like all other mail: a mail server that is away loses none."""
        site = SimpleNamespace(name="MentorNet", domain=urlsplit(settings.SITE_URL).netloc)
        given = {name: _on_our_site(value) for name, value in context.items()}
        user = context.get("user")
        # Who is known reads their own language; anyone else that of the page from which they ask.
        with translation.override((user and user.language) or translation.get_language()):
            message = self.render_mail(template_prefix, email, {**given, "current_site": site})
        kind = template_prefix.rpartition("/")[2]
        ahead = self.request is None or attempts.goes_ahead(self.request, address=email)
        lane = Lane.URGENT if ahead else Lane.STANDARD
        queue_rendered(message, key=f"account:{uuid4()}", kind=kind, lane=lane)
        if kind == "login_code":
            issue_code(self.request, email=email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the home page, which knows who works at the dashboard and leads on from there."""
        request.session[ARRIVING] = True
        return super().get_login_redirect_url(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try by our own limits, which shut no one else out; see attempts.py."""
        try:
            self.attempt = attempts.begin(request, "password", address=_address(credentials))
        except attempts.TooManyTries as error:
            raise self.validation_error("too_many_login_attempts") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            self.attempt.take_back()
        return user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Who has just set a new password by the link in a mail may use it here."""
        attempts.reset(request, "password", address=_address(credentials))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link, but not where it would replace what alone can prove who the owner is."""
        if user.unproven_since is None:
            super().send_password_reset_mail(user, email, context)

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not is_fresh(self.request)

    def logout(self, request: HttpRequest) -> None:
        """Sign out; what someone typed before their provider was asked again stays theirs."""
        kept = (
            request.session.get(resubmission.SESSION_KEY)
            if ASKED_AGAIN in request.session
            else None
        )
        device = request.session.get(DEVICE)
        super().logout(request)
        if kept:
            request.session[resubmission.SESSION_KEY] = kept
            request.session[CHOICE] = device

    def pre_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Send people whose institution requires its own provider there, whatever they tried."""
        response = super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)
        if response is not None or "sociallogin" in (signal_kwargs or {}):
            return response
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
        by_code = records[-1].get("method") == "code"
        if by_code and not use_code(request, user=user):
            clear_login(request)
            messages.error(request, PURPOSES[Purpose.CODE].ended)
            return redirect("account_request_login_code")
        sign_on = demanded_of(user, by_code=by_code)
        if sign_on is None or is_proving(request, sign_on):
            return None
        clear_login(request)
        return redirect("profiles:sign_on_required", slug=sign_on.institution.slug)

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs)
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        if sociallogin is None:
            note_broken_glass(user)
            return response
        if hint := sociallogin.state.get("sign_out_hint"):
            request.session[SIGN_OUT_HINT] = hint
            note_session(request.session, hint)
        if sociallogin.state.get("asserts_mfa"):
            request.session[ASSERTED] = str(user.pk)
        return response


def _address(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


def _on_our_site(value: Any) -> Any:
    """An address as SITE_URL has it: the library takes the host from a header of the request."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    _scheme, _host, path, query, fragment = urlsplit(value)
    return settings.SITE_URL + urlunsplit(("", "", path, query, fragment))


class RosterSocialAccountAdapter(DefaultSocialAccountAdapter):
    """Whom an institution's provider lets in is decided by profiles.sign_on.provider.domain.admission alone."""

    def get_requests_session(self) -> requests.Session:
        return safe_session()

    def list_providers(self, request: HttpRequest) -> list[Any]:
        return []  # which institutions are here is no list for strangers

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say what went wrong to a director who tests; to others that it did."""
        app = getattr(provider, "app", None)
        sign_on = SignOn.objects.select_related("institution", "app").filter(app=app).first()
        if sign_on is None:
            return
        testing = getattr(provider, "on_trial", False)
        end_trial(request)
        said = (kwargs.get("extra_context") or {}).get("saml_last_error_reason") or kwargs.get(
            "exception"
        )
        domain.note_refusal(sign_on, code="not_understood")
        context = {"sign_on": sign_on, "detail": str(said or "") if testing else ""}
        raise ImmediateHttpResponse(
            render(request, "profiles/sign_on/provider/failed.html", context, status=401)
        )

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let the person in, or answer why not; the library's own look-ups are not asked."""
        sign_on = (
            SignOn.objects.select_related("institution", "app")
            .filter(app=sociallogin.provider.app)
            .first()
        )
        if sign_on is None:
            raise ImmediateHttpResponse(redirect("account_login"))
        enter(institution=sign_on.institution_id)
        asserted = _assertion(sign_on, sociallogin)
        end_trial(request)
        if sociallogin.provider.on_trial:
            raise ImmediateHttpResponse(_test_result(request, sign_on, asserted, sociallogin))
        proven_by = take_linking(request, sign_on)
        try:
            if getattr(sociallogin, "name_is_transient", False):
                raise domain.SignOnRefused(TRANSIENT_NAME)
            link = domain.admit(sign_on, asserted, proven_by=proven_by)
        except domain.SignOnRefused as error:
            domain.note_refusal(sign_on, code=error.code)
            if isinstance(error, domain.ProofNeeded):
                begin_proving(request, sign_on)
            context = {"sign_on": sign_on, "error": error}
            raise ImmediateHttpResponse(
                render(request, "profiles/sign_on/provider/refused.html", context, status=403)
            ) from error
        sociallogin.account, sociallogin.user = link.account, link.account.user
        # Whatever the way here asked for: this is a sign-in, and no account is joined to another.
        # What stands in the state outlasts the step of a second factor.
        sociallogin.state |= {
            "process": "login",
            "asserts_mfa": sociallogin.asserts_mfa,
            "sign_out_hint": {
                "app": sign_on.app_id,
                "sign_on": str(sign_on.pk),
                "institution": str(sign_on.institution_id),
                **sociallogin.sign_out_hint,
            },
        }


TRANSIENT_NAME = gettext_lazy(
    "The provider gives people a new name at each sign-in (a transient NameID). Have it send a "
    "persistent one, or the email."
)


def _assertion(sign_on: SignOn, sociallogin: Any) -> domain.Assertion:
    claims, provider = sociallogin.claims, sociallogin.provider
    tried = sign_on.proposal if provider.on_trial and sign_on.proposal else {}
    number = claims.get(tried.get("external_id_claim", sign_on.external_id_claim))
    number = number[0] if isinstance(number, list) and number else number
    return domain.Assertion(
        uid=sociallogin.account.uid,
        issuer=str(provider.app.settings["identity"][0]),
        email=str(claims.get("email") or "").strip(),
        external_id=str(number).strip() if isinstance(number, str | int) else "",
    )


def _test_result(
    request: HttpRequest, sign_on: SignOn, asserted: domain.Assertion, sociallogin: Any
) -> HttpResponse:
    """What the provider said of the director who tests; it signs no one in and links nothing."""
    own = getattr(request.user, "current_membership", None)
    problem = ""
    if getattr(sociallogin, "name_is_transient", False):
        problem = str(TRANSIENT_NAME)
    elif own is None or own.institution_id != sign_on.institution_id or not _directs(own):
        problem = _("You are no longer signed in as a director of this institution.")
    elif not sign_on.institution.is_sandbox and domain.speaks_of_another(own, asserted):
        problem = _("That is a different account. You are signed in as %(email)s.") % {
            "email": request.user.email  # type: ignore[union-attr]
        }
    else:
        note_test(sign_on, actor=own.user)
    said = sorted((name, str(value)[:200]) for name, value in sociallogin.claims.items())
    context = {
        "sign_on": sign_on,
        "asserted": asserted,
        "member": own,
        "problem": problem,
        "said": said,
    }
    return render(request, "profiles/sign_on/provider/tested.html", context)


def _directs(member: Membership) -> bool:
    return member.holds(StaffRoleKind.DIRECTOR)
