"""Looking up a colleague by name, as every page does that asks for one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def found_by(member: Membership, words: str) -> list[str]:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("networks:tie_new"), {"q": words})
    return [one.name for one in page.context["found"]]


@pytest.fixture
def member() -> Membership:
    member: Membership = MembershipFactory(given_name="Ada", family_name="Reader")
    for given, family in [
        ("Mary Ann", "O'Brien"),
        ("J.R.", "Ewing"),
        ("Ana", "Smith-Jones"),
        ("Ludo", "van der Berg"),
    ]:
        MembershipFactory(
            institution=member.institution,
            given_name=given,
            family_name=family,
            expertise=["palliative care"],
        )
    return member


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mary", ["Mary Ann O'Brien"]),
        ("ann o'br", ["Mary Ann O'Brien"]),
        ("brien", ["Mary Ann O'Brien"]),
        ("J.R. Ewing", ["J.R. Ewing"]),
        ("jones", ["Ana Smith-Jones"]),
        ("smith-jo", ["Ana Smith-Jones"]),
        ("berg ludo", ["Ludo van der Berg"]),
        ("an", ["Mary Ann O'Brien", "Ana Smith-Jones"]),
        ("!mary", ["Mary Ann O'Brien"]),
        ("ann\\", ["Mary Ann O'Brien"]),
        ("rien", []),  # within a word
        ("palliative", []),  # what they know is looked up in the directory
        ("reader", []),  # oneself
    ],
)
def test_each_word_begins_a_word_of_the_name(member, words, expected) -> None:
    assert found_by(member, words) == expected


@pytest.mark.parametrize("words", ["", "  ", "'", "\\", "&", "…", "ann | berg", "zz':*"])
def test_signs_are_no_operators(member, words) -> None:
    assert found_by(member, words) == []


def test_people_elsewhere_and_people_who_left_are_not_found(member) -> None:
    MembershipFactory(family_name="Elsewhere")
    MembershipFactory(institution=member.institution, family_name="Gone", end_date="2026-01-01")

    assert found_by(member, "elsewhere") == []
    assert found_by(member, "gone") == []
