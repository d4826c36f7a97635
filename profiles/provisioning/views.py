"""Tokens with which the institution's directory brings people in, for its directors."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.models import ProvisioningToken
from profiles.provisioning.domain import tokens as domain
from profiles.provisioning.forms import TokenForm

director_required = permission_required("profiles.connect_systems")


@never_cache
@require_http_methods(["GET", "POST"])
@director_required
@fresh_authentication_required
def provisioning(request: MemberRequest) -> HttpResponse:
    """Show the tokens; a new one's secret stands in the answer to its making and nowhere else."""
    institution, secret = request.membership.institution, ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _row, secret = domain.issue_token(institution, actor=request.user, **form.cleaned_data)
        form = TokenForm()
    tokens = ProvisioningToken.objects.visible_to(request.user).of(institution)
    context = {
        "form": form,
        "secret": secret,
        "base": f"{settings.SITE_URL}/scim/v2",
        "tokens": tokens.select_related("created_by"),
    }
    return render(request, "profiles/provisioning/tokens.html", context)


@require_POST
@director_required
@fresh_authentication_required
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    own = ProvisioningToken.objects.visible_to(request.user).of(request.membership.institution)
    token = get_object_or_404(own.select_related("institution"), pk=pk)
    domain.revoke_token(token, actor=request.user)
    messages.success(request, _("Revoked. The token no longer works."))
    return redirect("profiles:provisioning")
