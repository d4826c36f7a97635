"""The undo of pages, as its reader meets it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Goal
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
