"""One person, for those who run programs: what the roster and the programs say, and nothing of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest, permission_required
from profiles.institution.domain.unit_paths import paths_of
from profiles.institution.domain.unit_search import in_words
from profiles.models import Membership
from profiles.people.directory.accounts import LABELS, Account, account_of
from profiles.people.directory.acts import SendActivation
from profiles.people.directory.parts import parts
from profiles.people.domain.activation import last_activation_mails
from profiles.people.names.domain import named
from profiles.people.names.fields import SUGGESTED
from profiles.people.names.fields import in_words as person_in_words
from profiles.vocabulary import StaffRoleKind

director_required = permission_required("profiles.direct_people")


@never_cache
@require_GET
@director_required
def directed_person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show roster facts, the account, programs and what programs made, and staff roles."""
    person = _person_or_404(request, pk)
    sent = last_activation_mails([person]).get(person.pk)
    account = account_of(person, was_sent=sent is not None)
    label, tone = LABELS[account]
    units = paths_of(person.institution, [person.unit_id] if person.unit_id else [])
    context: dict[str, Any] = {
        "person": person,
        "unit_path": in_words(units[person.unit_id]) if person.unit_id in units else "",
        "account_label": label,
        "account_tone": tone,
        "can_send": person.is_current and account != Account.ACTIVE,
        "activation_sent": sent,
        "roles": [StaffRoleKind(role).label for role in person.offices],
        "parts": [(part.template, part.read(request, person)) for part in parts()],
    }
    return render(request, "profiles/people/directory/person.html", context)


@require_POST
@director_required
def directed_person_activation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Mail the person a link to activate their account; asked first."""
    person = _person_or_404(request, pk)
    back = reverse("profiles:directed_person", args=[person.pk])
    act, rows = SendActivation(), Membership.objects.filter(pk=person.pk)
    preview = act.preview(rows, by=request.membership)
    if not preview.button:
        messages.error(
            request, _("They get no email now: the account is active, or they got one today.")
        )
        return redirect(back)
    asking = ask_first(
        request,
        title=str(preview.title),
        text=" ".join(preview.sentences),
        button=str(preview.button),
        back=back,
    )
    if asking:
        return asking
    messages.success(request, act.do(rows, by=request.membership, given={}).said)
    return redirect(back)


@never_cache
@require_GET
@director_required
def people_find(request: MemberRequest) -> HttpResponse:
    """Answer the people whose names match what was typed, as suggestions for the field."""
    text = str(next(iter(request.GET.values()), ""))[:200]
    here = request.membership.institution
    people = Membership.objects.directed_by(request.user).of(here).current()
    found = named(people, text, institution=here.pk, by_email=True)
    found = found.order_by("sort_key", "pk")[:SUGGESTED]
    context = {"found": [person_in_words(one) for one in found.select_related("user")]}
    return render(request, "components/unit_suggestions.html", context)


def _person_or_404(request: MemberRequest, pk: UUID) -> Membership:
    here = Membership.objects.directed_by(request.user).of(request.membership.institution)
    rows = here.select_related("unit", "institution", "user", "preferences", "supervisor")
    person: Membership = get_object_or_404(rows.defer("search"), pk=pk)
    return person
