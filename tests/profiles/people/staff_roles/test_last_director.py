"""The last director stays, by whichever two doors someone tries to be rid of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, RosterImport, StaffRole
from profiles.people.staff_roles.domain.deputies import name_deputy
from profiles.people.staff_roles.domain.outside import end_from_outside
from profiles.people.staff_roles.errors import LastDirector
from profiles.roster.tasks import advance_roster_import
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.people.staff_roles.steps import admin_action, revoke_on_page
from tests.profiles.provisioning.directory import Directory
from tests.support.api import Api

pytestmark = pytest.mark.django_db


def by_page(one: Membership) -> None:
    """They lay their role down themselves."""
    if StaffRole.objects.open().filter(membership=one, role="director").exists():
        revoke_on_page(Client(), one.user, one, "director")


def by_api(one: Membership) -> None:
    today = one.institution.local_date().isoformat()
    Api(one.institution).post(f"/members/{one.pk}/end", {"last_day": today})


def by_directory(one: Membership) -> None:
    Directory(one.institution)("DELETE", f"Users/{one.pk}")


def by_file(one: Membership) -> None:
    browser = Client()
    browser.force_login(one.user)
    today = one.institution.local_date().isoformat()
    head = "external_id,email,given_name,family_name,rank,end_date"
    line = f"{one.external_id},{one.address},{one.given_name},{one.family_name},full,{today}"
    file = SimpleUploadedFile("roster.csv", f"{head}\n{line}".encode())
    browser.post(reverse("profiles:roster"), {"file": file})
    row = RosterImport.objects.get()
    advance_roster_import(str(row.pk))
    browser.post(reverse("profiles:roster_confirm", args=[row.pk]), {"skip": "1"})
    advance_roster_import(str(row.pk))


def by_operator(one: Membership) -> None:
    operator = UserFactory(is_staff=True, is_superuser=True)
    admin_action(Client(), operator, "revoke_director", one)


def by_closing_the_login(one: Membership) -> None:
    one.user.is_active = False
    one.user.save(update_fields=["is_active"])


DOORS: tuple[Callable[[Membership], None], ...] = (
    by_page,
    by_api,
    by_directory,
    by_file,
    by_operator,
)


def acting(here: Any) -> int:
    """Return how many directors could sign in and act now."""
    found = Membership.objects.current().of(here).filter(user__is_active=True)
    return found.filter(offices__contains=[StaffRoleKind.DIRECTOR]).count()


@pytest.mark.parametrize("last", DOORS)
@pytest.mark.parametrize("first", [by_page, by_api, by_closing_the_login])
def test_one_of_two_can_go_and_the_other_cannot(first, last, here, director, second) -> None:
    deputy = MembershipFactory(institution=here)
    held = StaffRole.objects.get(membership=director)
    name_deputy(held, deputy, by=director.user, starts_on=None, ends_on=here.local_date())

    first(second)
    left = acting(here)
    last(director)

    director.refresh_from_db()
    assert (left, acting(here)) == (1, 1)
    assert (director.is_current, director.offices) == (True, ["director"])


def test_the_last_director_is_told_before_the_question(client, director) -> None:
    client.force_login(director.user)
    held = StaffRole.objects.get(membership=director)

    page = client.get(reverse("profiles:staff_role_revoke", args=[held.pk]), follow=True)

    said = page.content.decode()
    assert "This is the only program director." in said
    assert "Revoke this staff role" not in said


def test_of_two_directors_each_is_asked_about(client, director, second) -> None:
    client.force_login(director.user)
    held = StaffRole.objects.get(membership=second)

    page = client.get(reverse("profiles:staff_role_revoke", args=[held.pk]))

    assert "Revoke this staff role" in page.content.decode()


def test_a_director_from_outside_is_the_last_one_too(here, operator) -> None:
    one = MembershipFactory(
        institution=here, source=Membership.Source.INVITED, offices=[StaffRoleKind.DIRECTOR]
    )
    closed = UserFactory(is_active=False)
    MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR], user=closed)

    with pytest.raises(LastDirector):
        end_from_outside(one, by=operator)

    one.refresh_from_db()
    assert one.is_current
