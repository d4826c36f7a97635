"""The roles of an institution, as its directors see and change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentornet.moments import day
from mentornet.pages.confirmation import ask_first
from mentornet.pages.dashboard import USE
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.models import Institution, Membership, StaffRole, User
from profiles.people.staff_roles.domain.deputies import (
    check_deputy,
    deputies_of,
    name_deputy,
    own_roles,
)
from profiles.people.staff_roles.domain.granting import (
    check_revocation,
    conflicts_of,
    grant_role,
    revoke_one,
)
from profiles.people.staff_roles.domain.outside import (
    NameMissing,
    end_from_outside,
    invite_from_outside,
)
from profiles.people.staff_roles.domain.scopes import scope_words
from profiles.people.staff_roles.forms import DeputyForm, InviteForm, RoleForm
from profiles.people.staff_roles.models import StaffRoleQuerySet

director_required = permission_required("profiles.manage_staff_roles")
FIELD_OF: dict[type[DomainError], str] = {NameMissing: "given_name"}


@never_cache
@require_safe
@director_required
def staff_roles(request: MemberRequest) -> HttpResponse:
    """Show who has which role, and where a role clashes with what else the person is."""
    rows = list(
        _own(request)
        .open()
        .select_related("membership", "granted_by", "confirmed_by", "deputy_for__membership")
    )
    here = request.membership.institution
    words = scope_words(here, rows)
    names = _names(here, rows)
    context = {
        "rows": [
            (row, words[row.pk], _name(row.granted_by, names), _name(row.confirmed_by, names))
            for row in rows
        ],
        "conflicts": conflicts_of(here),
        "outside": Membership.objects.current().of(here).filter(source=Membership.Source.INVITED),
    }
    return render(request, "profiles/people/staff_roles/list.html", context)


def _names(here: Institution, rows: Sequence[StaffRole]) -> dict[UUID, str]:
    """Return the names of those who granted and approved *rows*, by their logins. One query."""
    users = {one for row in rows for one in (row.granted_by_id, row.confirmed_by_id) if one}
    people = Membership.objects.filter(institution=here, user__in=users)
    return {one.user_id: one.name for one in people.only("user", "given_name", "family_name")}


def _name(user: User | None, names: dict[UUID, str]) -> str:
    """Return the name by *names*; an operator, who is no member here, has an email alone."""
    return names.get(user.pk, user.email) if user is not None else ""


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
    try:
        check_revocation(role_row.membership, role=role_row.role)
        if request.method == "POST":
            revoke_one(role_row, by=request.user)
            messages.success(request, _("Staff role revoked."))
            return redirect("profiles:staff_roles")
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("profiles:staff_roles")
    scope = scope_words(request.membership.institution, [role_row])[role_row.pk]
    context = {"held": role_row, "scope": scope}
    return render(request, "profiles/people/staff_roles/revoke.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(USE)
@fresh_authentication_required
def deputies(request: MemberRequest) -> HttpResponse:
    """Name who stands in for the reader while they are away, and see who does."""
    here = request.membership.institution
    own = own_roles(request.membership)
    form = DeputyForm(request.POST or None, institution=here, roles=own)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = {"starts_on": given["starts_on"], "ends_on": given["ends_on"]}
        try:
            check_deputy(given["role"], given["email"], by=request.user, **days)
            if asking := _ask_deputy(request, given["email"], given["ends_on"]):
                return asking
            named = name_deputy(given["role"], given["email"], by=request.user, **days)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            said = _("%(name)s is your deputy until %(day)s.")
            messages.success(
                request, said % {"name": given["email"].name, "day": day(named.ends_on)}
            )
            return redirect("profiles:deputies")
    rows = list(deputies_of(request.membership))
    words = scope_words(here, rows)
    context = {"form": form, "own": own, "rows": [(row, words[row.pk]) for row in rows]}
    return render(request, "profiles/people/staff_roles/deputies.html", context)


def _ask_deputy(request: MemberRequest, deputy: Membership, until: date) -> HttpResponse | None:
    return ask_first(
        request,
        title=_("Make %(name)s your deputy until %(day)s?")
        % {"name": deputy.name, "day": day(until)},
        text=_(
            "They can run the same programs and see the same people as you do in this role. They "
            "can’t change staff roles, the roster, or settings. We email them and all program "
            "directors."
        ),
        button=_("Name deputy"),
        back=reverse("profiles:deputies"),
    )


@never_cache
@require_POST
@permission_required(USE)
@fresh_authentication_required
def deputy_end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End at once what a deputy of the reader has; asked once more."""
    row = get_object_or_404(deputies_of(request.membership), pk=pk)
    asking = ask_first(
        request,
        title=_("Should %(name)s no longer be your deputy?") % {"name": row.membership.name},
        text=_("It ends right away. We email the person and all program directors."),
        button=_("End"),
        back=reverse("profiles:deputies"),
    )
    if asking is not None:
        return asking
    try:
        revoke_one(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request, _("%(name)s is no longer your deputy.") % {"name": row.membership.name}
        )
    return redirect("profiles:deputies")


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
            form.add_error(FIELD_OF.get(type(error)), str(error.message))
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
