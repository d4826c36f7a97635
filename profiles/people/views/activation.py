"""The page behind the mailed link. Whoever holds the link need not be signed in."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mentornet.mail.outbox import Lane
from mentornet.pages.dashboard import ARRIVING
from profiles.models import User
from profiles.people.domain.activation import (
    ActivationRefused,
    activate,
    ask_for_activation_mail,
    user_of_token,
)
from profiles.people.forms.activation import ActivationForm, FreshLinkForm
from profiles.sign_on.credentials.attempts import goes_ahead
from profiles.sign_on.provider.domain.requirement import demanded_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activate_account(request: HttpRequest, token: str) -> HttpResponse:
    """Show who the link is for; only a POST uses it up, since mail scanners open links."""
    try:
        user = user_of_token(token)
        if sign_on := demanded_of(user, by_code=True):
            return redirect("profiles:sign_on_required", slug=sign_on.institution.slug)
        form = ActivationForm(user, request.POST or None)
        without = "without_password" in request.POST
        if request.method == "POST" and (without or form.is_valid()):
            password = None if without else form.cleaned_data["new_password1"]
            return _sign_in(request, activate(token, password=password))
    except ActivationRefused as error:
        context = {"form": FreshLinkForm(), "said": error.message}
        return render(request, "profiles/people/activation_refused.html", context, status=410)
    return render(
        request,
        "profiles/people/activate.html",
        {"form": ActivationForm(user) if without else form, "person": user},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def fresh_activation_link(request: HttpRequest) -> HttpResponse:
    """Mail a new link; the answer is the same whether or not the address has an account."""
    form = FreshLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        ahead = goes_ahead(request, address=email)
        ask_for_activation_mail(email, lane=Lane.URGENT if ahead else Lane.STANDARD)
        return render(request, "profiles/people/activation_asked.html")
    return render(
        request, "profiles/people/activation_refused.html", {"form": form, "asking": True}
    )


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Open the first session; the mailbox was proven as a code sent there would prove it."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="code", email=user.email)
    request.session[ARRIVING] = True
    return redirect(_safe_next(request))


def _safe_next(request: HttpRequest) -> str:
    path = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if safe else settings.ACTIVATION_REDIRECT_URL
