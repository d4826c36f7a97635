"""The undo of pages, as its reader meets it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from profiles.logo.models import Logo
from profiles.models import DirectorNote, Goal, StaffRole
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def removed() -> tuple[Client, str]:
    """Return someone who has just removed a goal, and the page to which that led."""
    member = MembershipFactory()
    mine = client_of(member)
    goal = Goal.objects.create(
        member=member, institution=member.institution, horizon="short", text="A first R01."
    )
    answer = mine.post(reverse("profiles:goal_remove", args=[goal.pk]))
    return mine, answer.headers["Location"]


def offers(client: Client, address: str, **headers: str) -> bool:
    page = client.get(address, headers=headers).content.decode()
    return f'action="{reverse("profiles:undo")}"' in page


def test_the_page_that_follows_offers_the_undo_and_no_other_does() -> None:
    mine, follows = removed()

    seen = [offers(mine, one) for one in (follows, reverse("profiles:settings"), follows)]

    assert seen == [True, False, True]
    mine.post(reverse("profiles:undo"))
    assert Goal.objects.count() == 1
    assert not offers(mine, follows)


def test_a_part_of_a_page_offers_it_where_its_page_does() -> None:
    mine, follows = removed()
    assert offers(mine, follows)
    settings = reverse("profiles:settings")

    for around, offered in ((follows, True), (settings, False)):
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{around}"}
        assert offers(mine, settings, **headers) is offered


def test_what_is_deleted_with_all_of_its_kind_is_kept_nowhere() -> None:
    member = MembershipFactory()
    mine = client_of(member)
    goal = Goal.objects.create(
        member=member, institution=member.institution, horizon="short", text="A first R01."
    )
    mine.post(reverse("profiles:goal_remove", args=[goal.pk]))
    assert "A first R01." in str(dict(mine.session))

    deleted = mine.post(reverse("evaluations:my_data"), {"kind": "goals", "sure": "1"})
    mine.post(reverse("profiles:undo"))

    assert deleted.status_code == 302
    assert not Goal.objects.exists()
    assert "A first R01." not in str(dict(mine.session))


def test_who_no_longer_runs_programs_brings_no_note_about_a_person_back() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    person = MembershipFactory(institution=director.institution)
    note = DirectorNote.objects.create(
        institution=director.institution, member=person, author=director, text="Asked to be left."
    )
    mine = client_of(director)
    mine.post(reverse("profiles:person_note_delete", args=[note.pk]))
    StaffRole.objects.filter(membership=director).delete()

    said = mine.post(reverse("profiles:undo"), follow=True).content.decode()

    assert "This can no longer be undone." in said
    assert not DirectorNote.objects.exists()


def test_who_no_longer_directs_the_institution_does_not_change_its_logo_back() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    here = director.institution
    logo = Logo.objects.create(institution=here, key=uuid4(), png=b"p", width=64, height=32)
    here.logo_key = logo.key
    here.save()
    mine = client_of(director)
    mine.post(reverse("profiles:logo_remove"))
    assert not Logo.objects.exists()
    StaffRole.objects.filter(membership=director).delete()

    mine.post(reverse("profiles:undo"))

    assert not Logo.objects.exists()
    here.refresh_from_db()
    assert here.logo_key is None
