"""The roles of an institution, as its directors see and change them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.models import Membership, StaffRole
from profiles.people.staff_roles.domain.granting import conflicts_of, grant_role, revoke_role
from profiles.people.staff_roles.domain.outside import end_from_outside, invite_from_outside
from profiles.people.staff_roles.forms import InviteForm, RoleForm
from profiles.people.staff_roles.models import StaffRoleQuerySet

director_required = permission_required("profiles.manage_staff_roles")


@never_cache
@require_safe
@director_required
def staff_roles(request: MemberRequest) -> HttpResponse:
    """Show who has which role, and where a role clashes with what else the person is."""
    rows = _own(request).open().select_related("membership", "granted_by", "confirmed_by")
    here = request.membership.institution
    context = {
        "rows": rows,
        "conflicts": conflicts_of(here),
        "outside": Membership.objects.current().of(here).filter(source=Membership.Source.INVITED),
    }
    return render(request, "profiles/people/staff_roles/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def staff_role_grant(request: MemberRequest) -> HttpResponse:
    """Grant a role, or ask a second person to."""
    form = RoleForm(request.POST or None, institution=request.membership.institution)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        member = values.pop("email")
        try:
            granted = grant_role(member, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            if granted.approval is not None:
                messages.success(request, _("Sent. A second person has to approve it."))
                return redirect("profiles:approvals")
            messages.success(request, _("Staff role granted to %(name)s.") % {"name": member.name})
            return redirect("profiles:staff_roles")
    return render(request, "profiles/people/staff_roles/grant.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def staff_role_revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask, and then end a role at once."""
    role_row = get_object_or_404(
        _own(request).open().select_related("membership__institution"), pk=pk
    )
    if request.method == "POST":
        try:
            revoke_role(role_row.membership, role=role_row.role, by=request.user)
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Staff role revoked."))
        return redirect("profiles:staff_roles")
    return render(request, "profiles/people/staff_roles/revoke.html", {"held": role_row})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def outside_invite(request: MemberRequest) -> HttpResponse:
    """Invite someone from outside the roster."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            granted = invite_from_outside(
                request.membership.institution, by=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            waits = granted is not None and granted.approval is not None
            if waits:
                messages.success(
                    request, _("Invitation sent. A second person has to approve the role.")
                )
            else:
                messages.success(request, _("Invitation sent."))
            return redirect("profiles:approvals" if waits else "profiles:staff_roles")
    return render(request, "profiles/people/staff_roles/outside_invite.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@director_required
@fresh_authentication_required
def outside_end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask, and then end the membership of someone from outside."""
    own = Membership.objects.current().of(request.membership.institution)
    member = get_object_or_404(own.filter(source=Membership.Source.INVITED), pk=pk)
    if request.method == "POST":
        try:
            end_from_outside(member, by=request.user)
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Membership ended."))
        return redirect("profiles:staff_roles")
    return render(request, "profiles/people/staff_roles/outside_end.html", {"member": member})


def _own(request: MemberRequest) -> StaffRoleQuerySet:
    rows: StaffRoleQuerySet = StaffRole.objects.visible_to(request.user).of(
        request.membership.institution
    )
    return rows
