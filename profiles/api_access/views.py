"""API clients for program directors: make one, see its secret once, give it a new one, revoke it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.api.scopes import SCOPES
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.api_access.domain import clients as domain
from profiles.api_access.forms import ApiClientForm
from profiles.assessment.domain.content_consents import grant_in_force
from profiles.errors import DomainError
from profiles.models import ApiClient

director_required = permission_required("profiles.import_roster")
CLOSED = _lazy(
    "What people shared with this client is closed, because they shared it for the old purpose. "
    "Each person can share again."
)


@never_cache
@require_safe
@director_required
def api_clients(request: MemberRequest) -> HttpResponse:
    """Show the institution's clients, those in use first."""
    rows = ApiClient.objects.visible_to(request.user).of(request.membership.institution)
    return render(
        request, "profiles/api_access/clients/list.html", {"rows": rows.order_by("-created")}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def api_client_new(request: MemberRequest) -> HttpResponse:
    """Make a client; the answer to the form is the one page that shows its secret."""
    form = ApiClientForm(request.POST or None, granted=SCOPES)
    if request.method == "POST" and form.is_valid():
        client, secret = domain.create_client(
            request.membership.institution, actor=request.user, **form.cleaned_data
        )
        return _secret(request, client, secret)
    return render(request, "profiles/api_access/clients/new.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
@one_at_a_time(ApiClient)
def api_client(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one client: when it was last heard of, and what it may do, to change."""
    client = _client_or_404(request, pk)
    grant = grant_in_force(client)
    form = ApiClientForm(request.POST or None, granted=SCOPES, client=client, grant=grant)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_client(client, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. This also applies to its current tokens."))
            if grant and grant_in_force(client) != grant:
                messages.warning(request, CLOSED)
            return redirect("profiles:api_client", pk=client.pk)
    context = {"client": client, "form": form, "grant": grant, "scopes": _in_words(client)}
    return render(request, "profiles/api_access/clients/detail.html", context)


@never_cache
@require_POST
@director_required
@fresh_authentication_required
def api_client_rotate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a client a new secret and show it once; the one before holds for another week."""
    try:
        client, secret = domain.rotate_secret(_client_or_404(request, pk), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("profiles:api_client", pk=pk)
    return _secret(request, client, secret)


@require_POST
@director_required
@fresh_authentication_required
def api_client_drop_previous(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End the overlap of two secrets."""
    client = _client_or_404(request, pk)
    try:
        domain.drop_previous_secret(client, actor=request.user)
        messages.success(request, _("The old secret no longer works."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("profiles:api_client", pk=client.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def api_client_revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask, and then shut a client out for good."""
    client = _client_or_404(request, pk)
    if request.method == "POST":
        domain.revoke_client(client, actor=request.user)
        messages.success(request, _("“%(name)s” was revoked.") % {"name": client.name})
        return redirect("profiles:api_clients")
    return render(request, "profiles/api_access/clients/revoke.html", {"client": client})


def _secret(request: MemberRequest, client: ApiClient, secret: str) -> HttpResponse:
    context = {"client": client, "secret": secret, "days": domain.OVERLAP.days}
    return render(request, "profiles/api_access/clients/secret.html", context)


def _in_words(client: ApiClient) -> list[tuple[str, str]]:
    return [(name, str(SCOPES[name])) for name in client.scopes if name in SCOPES]


def _client_or_404(request: MemberRequest, pk: UUID) -> ApiClient:
    own = ApiClient.objects.visible_to(request.user).of(request.membership.institution)
    client: ApiClient = get_object_or_404(own.select_related("institution", "created_by"), pk=pk)
    return client
