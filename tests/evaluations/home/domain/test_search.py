"""Search from anywhere finds what the reader may see, and nothing of what others keep to themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Program
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
ADDRESS = reverse("evaluations:search")


@pytest.fixture
def reader() -> Membership:
    return MembershipFactory(given_name="Rhea", family_name="Reader")


def found(member: Membership, q: str) -> str:
    response = client_of(member).get(ADDRESS, {"q": q})
    assert response.status_code == 200
    return on_one_line(response.content.decode()).split("<main", 1)[1].split("</main>", 1)[0]


def kinds_in(text: str) -> list[str]:
    """The kinds of rows that were found; the manual and the glossary are everyone's."""
    return [kind for kind in ("people", "programs", "groups") if f'id="found-{kind}"' in text]


def test_people_programs_groups_and_words_stand_by_kind(reader: Membership) -> None:
    here = reader.institution
    person = MembershipFactory(institution=here, given_name="Ada", family_name="Sponsorini")
    program = ProgramFactory(institution=here, name="Sponsor program")
    group = PeerGroupFactory(institution=here, name="Sponsor readers")
    GroupMemberFactory(group=group, member=reader)

    text = found(reader, "sponsor")

    assert f'href="{reverse("networks:person", args=[person.pk])}"' in text
    assert f'href="{reverse("matching:program", args=[program.pk])}"' in text
    assert f'href="{reverse("evaluations:group", args=[group.pk])}"' in text
    assert "speaks up for you when you are not in the room" in text.lower()
    kinds = [text.index(f'id="found-{kind}"') for kind in ("people", "programs", "groups", "terms")]
    assert kinds == sorted(kinds)


def test_the_manual_is_found_too_and_forgives_a_typo(reader: Membership) -> None:
    text = found(reader, "calender")

    assert 'id="found-help"' in text
    assert 'href="/help/' in text


def test_a_group_of_others_is_never_found(reader: Membership) -> None:
    group = PeerGroupFactory(institution=reader.institution, name="Quiet circle")
    inside = GroupMemberFactory(group=group).member
    left = GroupMemberFactory(group=group, left_on=timezone.localdate()).member

    assert "Quiet circle" in found(inside, "quiet")
    for member in (reader, left):
        text = found(member, "quiet")
        assert "Quiet circle" not in text
        assert kinds_in(text) == []


def test_another_institution_is_never_found(reader: Membership) -> None:
    elsewhere = MembershipFactory(family_name="Faraway", offices=[StaffRoleKind.DIRECTOR])
    ProgramFactory(institution=elsewhere.institution, name="Faraway program")
    group = PeerGroupFactory(institution=elsewhere.institution, name="Faraway group")
    GroupMemberFactory(group=group, member=elsewhere)

    assert kinds_in(found(reader, "faraway")) == []


def test_who_has_left_is_never_found(reader: Membership) -> None:
    MembershipFactory(institution=reader.institution, family_name="Gone", end_date="2026-01-31")

    assert kinds_in(found(reader, "gone")) == []


def test_drafts_of_programs_and_all_groups_are_found_by_directors_alone(
    reader: Membership,
) -> None:
    here = reader.institution
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    facilitator = MembershipFactory(institution=here, offices=[StaffRoleKind.FACILITATOR])
    draft = ProgramFactory(institution=here, name="Secret draft", state=Program.State.DRAFT)
    group = PeerGroupFactory(institution=here, name="Secret group")

    text = found(director, "secret")
    assert f'href="{reverse("matching:directing", args=[draft.pk])}"' in text
    assert f'href="{reverse("evaluations:directing_group", args=[group.pk])}"' in text
    for member in (reader, facilitator):
        assert kinds_in(found(member, "secret")) == []


def test_every_word_counts_and_nothing_is_a_pattern(reader: Membership) -> None:
    ProgramFactory(institution=reader.institution, name="Writing year")

    assert "Writing year" in found(reader, "year WRITING")
    for nothing in ("writing week", "%", "_", "Writ_ng"):
        assert "Writing year" not in found(reader, nothing)


def test_no_words_find_nothing_and_say_so_to_no_one(reader: Membership) -> None:
    for q in ("", "   ", "\x00", "x" * 300):
        assert "found-" not in found(reader, q)


def test_what_is_nowhere_says_what_to_try(reader: Membership) -> None:
    assert "Nothing found" in found(reader, "qwrtzplk")


def test_a_name_spelled_nearly_right_is_suggested(reader: Membership) -> None:
    ProgramFactory(institution=reader.institution, name="Writing year")
    PeerGroupFactory(institution=reader.institution, name="Cardiology readers")
    GroupMemberFactory(
        group=PeerGroupFactory(institution=reader.institution, name="Nephrology readers"),
        member=reader,
    )

    assert 'href="?q=writing%20year"' in found(reader, "Wrting yaer")
    assert 'href="?q=nephrology"' in found(reader, "nefrology")
    assert 'href="?q=sponsor"' in found(reader, "sponser")
    # A group of others is not given away by a word near its name; what is found needs no suggestion.
    for q in ("cardiolgy", "writing", "qwrtzplk"):
        assert "Did you mean" not in found(reader, q)


def test_many_people_lead_to_the_directory(reader: Membership) -> None:
    MembershipFactory.create_batch(9, institution=reader.institution, family_name="Many")
    text = found(reader, "many")

    assert text.count('class="person__name"') == 8
    assert f'href="{reverse("networks:people")}?q=many"' in text
    assert "See all 9 people" in text


def test_the_page_takes_the_same_queries_for_any_number(
    reader: Membership, django_assert_num_queries: Any
) -> None:
    client = client_of(reader)
    client.get(ADDRESS)
    for number in range(1, 4):
        MembershipFactory(institution=reader.institution, family_name="Query")
        ProgramFactory(institution=reader.institution, name=f"Query {number}")
        group = PeerGroupFactory(institution=reader.institution, name=f"Query {number}")
        GroupMemberFactory(group=group, member=reader)
        if number in (1, 3):
            with django_assert_num_queries(8):
                client.get(ADDRESS, {"q": "query"})


def test_strangers_are_asked_to_sign_in() -> None:
    response = Client().get(ADDRESS, {"q": "anyone"})

    assert response.status_code == 302
    assert "login" in response["Location"]
