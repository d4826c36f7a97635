"""The logo of an institution: chosen by its directors, shown to everyone there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.access.members import MemberRequest, member_required, permission_required
from profiles.logo.domain import LogoRefused, remove_logo, save_logo
from profiles.logo.forms import LogoForm
from profiles.models import Logo
from profiles.undo.views import removing

DIRECT = "profiles.direct_institution"
director_required = permission_required(DIRECT)
HEADERS = {
    # Another logo has another address, so this one is asked for once.
    "Cache-Control": "private, max-age=31536000, immutable",
    # Able to load, run and send nothing if it is opened by itself.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def logo_settings(request: MemberRequest) -> HttpResponse:
    """Choose the logo that everyone at the institution sees in the header."""
    institution = request.membership.institution
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_logo(institution, file=form.cleaned_data["file"], by=request.user)
        except LogoRefused as error:
            form.add_error("file", str(error.message))
        else:
            messages.success(request, _("Saved. Everyone here sees the logo at the top of pages."))
            return redirect("profiles:logo_settings")
    return render(request, "profiles/logo/logo.html", {"form": form})


@require_POST
@director_required
def logo_remove(request: MemberRequest) -> HttpResponse:
    """Show no logo from now on; it can be undone for some minutes."""
    institution = request.membership.institution
    target = redirect("profiles:logo_settings")
    shown = Logo.objects.visible_to(request.user).of(institution).filter(key=institution.logo_key)
    row = shown.first()
    if row is not None:
        links = [(institution, "logo_key")]
        said = _("The logo is removed.")
        with removing(request, row, said=said, back=target.url, links=links, needs=DIRECT):
            remove_logo(institution, by=request.user)
    return target


@require_safe
@member_required
def logo(request: MemberRequest, key: UUID) -> HttpResponse:
    """The logo of the reader's institution, as a picture."""
    here = Logo.objects.visible_to(request.user).of(request.membership.institution)
    headers = {**HEADERS, "ETag": f'"{key.hex}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        get_object_or_404(here.only("pk"), key=key)
        return HttpResponse(status=304, headers=headers)
    found = get_object_or_404(here, key=key)
    return HttpResponse(bytes(found.png), content_type="image/png", headers=headers)
