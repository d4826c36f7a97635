"""What a person opens to one system of their institution, and takes back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.access.members import MemberRequest, member_required
from profiles.assessment.domain.content_consents import Asked, GrantEnded, asked_under, set_consent
from profiles.assessment.forms.content_consents import ContentConsentForm
from profiles.errors import DomainError
from profiles.models import AssessmentVersion, ContentGrant, Membership


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def content_consent(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who asks, for what and what follows; the parts to open. Nothing ticked takes all back."""
    member = request.membership
    own = ContentGrant.objects.visible_to(request.user).of(member.institution)
    grant = get_object_or_404(own.select_related("client", "institution"), pk=pk)
    if not own.in_force().filter(pk=grant.pk).exists():
        return _look_again(request, GrantEnded())
    asked = asked_under(grant, member=member)
    form = ContentConsentForm(request.POST if request.method == "POST" else None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            asked = set_consent(member, grant=grant, parts=form.cleaned_data["parts"])
        except DomainError as error:
            return _look_again(request, error)
        messages.success(request, _saved(asked))
        return redirect("profiles:assessment_sharing")
    context = {
        "asked": asked,
        "grant": grant,
        "by": Membership.objects.of(member.institution).filter(user=grant.granted_by_id).first(),
        "form": form,
        "submitted": AssessmentVersion.objects.filter(member=member).exists(),
    }
    return render(request, "profiles/assessment/content_consent.html", context)


def _look_again(request: MemberRequest, error: DomainError) -> HttpResponse:
    messages.error(request, str(error.message))
    return redirect("profiles:assessment_sharing")


def _saved(asked: Asked) -> str:
    name = asked.grant.client.name
    if not asked.parts:
        return _(
            "“%(name)s” can no longer read anything of yours. It may keep what it read before."
        ) % {"name": name}
    numbers = get_text_list([str(part.number) for part in asked.parts], _("and"))
    words = ngettext(
        "“%(name)s” can now read part %(numbers)s of your self-assessment.",
        "“%(name)s” can now read parts %(numbers)s of your self-assessment.",
        len(asked.parts),
    )
    return words % {"name": name, "numbers": numbers}
