"""The test institution of an institution, for its directors: made, entered, emptied, deleted, and its mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.pages.confirmation import ask_first
from mentornet.tenancy.scope import in_institution
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.models import Institution, Membership
from profiles.people.current_membership import SESSION_KEY
from profiles.sandbox.domain import making as domain
from profiles.sandbox.domain.kept_mail import addressed, kept_mail, one_kept
from profiles.sandbox.forms import ContentForm

director_required = permission_required("profiles.connect_systems")
PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
def sandbox(request: MemberRequest) -> HttpResponse:
    """Say what a test institution is for; make it, or show what is in it."""
    institution = request.membership.institution
    if institution.is_sandbox:
        real = {"real": institution.sandbox_of}
        return render(request, "profiles/sandbox/inside.html", real)
    form = ContentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = domain.create_sandbox(institution, by=request.user, filled=form.filled)
        messages.success(request, _("“%(name)s” is ready.") % {"name": made.name})
        return redirect("profiles:sandbox")
    found = domain.sandbox_of(institution)
    context: dict[str, Any] = {"form": form, "sandbox": found, "most": settings.SANDBOX_PEOPLE}
    if found:
        with in_institution(found.pk):
            context["people"] = Membership.objects.of(found).current().count()
            context["emails"] = kept_mail(found).count()
    return render(request, "profiles/sandbox/sandbox.html", context)


@require_POST
@director_required
def sandbox_enter(request: MemberRequest) -> HttpResponse:
    """Go on in the test institution."""
    found = _sandbox_or_404(request)
    member = domain.enter_sandbox(_real_or_404(request), by=request.user)
    request.session[SESSION_KEY] = str(member.pk)
    messages.success(request, _("You are now in “%(name)s”.") % {"name": found.name})
    return redirect("profiles:sandbox")


@require_POST
@director_required
def sandbox_leave(request: MemberRequest) -> HttpResponse:
    """Go back from the test institution to the real one."""
    here = request.membership.institution
    own = Membership.objects.visible_to(request.user).filter(user=request.user)
    back = own.filter(institution=here.sandbox_of_id).first() if here.is_sandbox else None
    if back is None:
        raise Http404
    request.session[SESSION_KEY] = str(back.pk)
    messages.success(request, _("You are back in %(name)s.") % {"name": back.institution.name})
    return redirect("profiles:sandbox")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def sandbox_reset(request: MemberRequest) -> HttpResponse:
    """Ask with whom to begin again, and empty it."""
    found = _sandbox_or_404(request)
    form = ContentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.reset_sandbox(_real_or_404(request), by=request.user, filled=form.filled)
        messages.success(request, _("“%(name)s” was reset.") % {"name": found.name})
        return redirect("profiles:sandbox")
    return render(request, "profiles/sandbox/reset.html", {"form": form, "sandbox": found})


@require_POST
@director_required
@fresh_authentication_required
def sandbox_delete(request: MemberRequest) -> HttpResponse:
    """Ask, and delete it with all that it has."""
    found = _sandbox_or_404(request)
    asking = ask_first(
        request,
        title=_("Delete the test institution?"),
        text=_(
            "Everything in “%(name)s” is deleted: its people, programs and emails, and its API "
            "clients, webhooks, provisioning tokens and single sign-on. Systems that use its keys "
            "stop working. This can’t be undone. Nothing changes in your real institution."
        )
        % {"name": found.name},
        button=_("Delete test institution"),
        back=redirect("profiles:sandbox").url,
    )
    if asking:
        return asking
    domain.delete_sandbox(_real_or_404(request), by=request.user)
    messages.success(request, _("The test institution was deleted."))
    return redirect("profiles:sandbox")


@never_cache
@require_safe
@director_required
def sandbox_emails(request: MemberRequest) -> HttpResponse:
    """List what would have been sent."""
    found = _sandbox_or_404(request, also_inside=True)
    with in_institution(found.pk):
        page = Paginator(kept_mail(found), PAGE_SIZE).get_page(request.GET.get("page"))
        rows = addressed(list(page), sandbox=found)
    context = {"rows": rows, "page_obj": page, "sandbox": found}
    return render(request, "profiles/sandbox/emails.html", context)


@never_cache
@require_safe
@director_required
def sandbox_email(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one of them as its reader would have got it, with links that work."""
    found = _sandbox_or_404(request, also_inside=True)
    with in_institution(found.pk):
        kept = one_kept(found, pk)
    if kept is None:
        raise Http404
    return render(request, "profiles/sandbox/email.html", {"kept": kept, "sandbox": found})


def _real_or_404(request: MemberRequest) -> Institution:
    institution: Institution = request.membership.institution
    if institution.is_sandbox:
        raise Http404
    return institution


def _sandbox_or_404(request: MemberRequest, *, also_inside: bool = False) -> Institution:
    """Return the test institution that one directs; *also_inside*: or in which one is now."""
    here = request.membership.institution
    if also_inside and here.is_sandbox:
        return here
    found = domain.sandbox_of(_real_or_404(request))
    if found is None:
        raise Http404
    return found
