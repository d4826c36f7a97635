"""People found by an institution's own words: in lists, in searches, and by a directory."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Membership
from profiles.provisioning.domain.scim_models import FACULTY
from profiles.vocabulary import StaffRoleKind
from profiles.words.domain.own import add_word, change_word
from tests.factories import MembershipFactory
from tests.profiles.provisioning.directory import Directory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
OWN = "clinical_assistant_professor"


@pytest.fixture
def director(client) -> Membership:
    """A director, one colleague with a rank of the institution's own, and one with ours that it means."""
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], rank="full")
    here, by = one.institution, one.user
    add_word(here, kind="rank", label="Clinical Assistant Professor", standard="assistant", by=by)
    MembershipFactory(institution=here, family_name="Ours", rank="assistant")
    MembershipFactory(institution=here, family_name="Own", rank="assistant", rank_word=OWN)
    client.force_login(one.user)
    return one


def retire(director: Membership, key: str) -> None:
    given = {"label": "", "standard": key, "place": 1, "is_active": False}
    change_word(director.institution, kind="rank", key=key, by=director.user, **given)


def names(page: str) -> list[str]:
    return [name for name in ("Ours", "Own") if f" {name}" in page]


@pytest.mark.parametrize("name", ["networks:people", "profiles:directed_people"])
def test_own_word_finds_its_people_and_ours_those_of_both(client, director, name):
    found = {
        rank: names(on_one_line(client.get(reverse(name), {"rank": rank}).content.decode()))
        for rank in (OWN, "assistant", "full")
    }

    assert found == {OWN: ["Own"], "assistant": ["Ours", "Own"], "full": []}


def test_retired_word_is_offered_by_no_list_and_found_by_an_address_that_has_it(client, director):
    retire(director, "assistant")
    option, address = '<option value="assistant"', reverse("profiles:directed_people")

    plain = on_one_line(client.get(address).content.decode())
    sought = on_one_line(client.get(address, {"rank": "assistant"}).content.decode())
    by_hand = on_one_line(client.get(reverse("networks:people")).content.decode())

    assert [option in page for page in (plain, by_hand, sought)] == [False, False, True]
    assert names(sought) == ["Ours", "Own"]


def test_directory_finds_people_by_the_rank_that_it_reads(director):
    directory = Directory(director.institution)

    def found(text: str) -> list[str]:
        answer = directory("GET", "Users", filter=f"{FACULTY}:rank {text}").json()
        return sorted(one["name"]["familyName"] for one in answer["Resources"])

    assert found(f'eq "{OWN}"') == ["Own"]
    assert found('eq "clinical assistant PROFESSOR"') == ["Own"]
    assert found('eq "assistant"') == ["Ours"]
    assert "Own" in found('ne "assistant"')
