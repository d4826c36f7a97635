"""Choosing among those who are enrolled: looked at, ranked, declined."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment
from tests.factories import (
    EnrollmentFactory,
    PreferenceFactory,
)
from tests.support.matching import client_of, director_at, post

pytestmark = pytest.mark.django_db


def names_on_list(client: Client, enrolled: Enrollment) -> list[str]:
    page = client.get(reverse("matching:choices", args=[enrolled.program_id, enrolled.side]))
    return [one.member.family_name for one in page.context["ranked"]]


def test_choices_are_added_moved_and_dropped() -> None:
    own = EnrollmentFactory()
    a, b, c = (
        EnrollmentFactory(program=own.program, side="mentor", member__family_name=name)
        for name in "ABC"
    )
    client = client_of(own.member)
    args = (own.program_id, "protege")

    for one in (a, b, c, a):
        post(client, "choose", *args, "add", key=one.pk)
    assert names_on_list(client, own) == ["A", "B", "C"]
    post(client, "choose", *args, "up", key=c.pk)
    assert names_on_list(client, own) == ["A", "C", "B"]
    post(client, "choose", *args, "down", key=a.pk)
    assert names_on_list(client, own) == ["C", "A", "B"]
    post(client, "choose", *args, "drop", key=a.pk)
    assert names_on_list(client, own) == ["C", "B"]
    answer = client.post(
        reverse("matching:choices_order", args=args), {"keys": [str(b.pk), str(a.pk), str(c.pk)]}
    )
    # Dragged in a tab that does not know that A was taken off: A is not put back.
    assert answer.content.decode() == "Saved."
    assert names_on_list(client, own) == ["B", "C"]


def test_choices_have_a_limit_and_keep_what_was_there() -> None:
    own = EnrollmentFactory(program__choices_asked=1)
    first = EnrollmentFactory(program=own.program, side="mentor", member__family_name="First")
    second = EnrollmentFactory(program=own.program, side="mentor")
    client = client_of(own.member)
    post(client, "choose", own.program_id, "protege", "add", key=first.pk)

    page = post(client, "choose", own.program_id, "protege", "add", key=second.pk)

    assert "You can choose up to 1 mentors" in page.content.decode()
    assert names_on_list(client, own) == ["First"]


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_choice_of_nobody_changes_nothing(key: str) -> None:
    own = EnrollmentFactory()

    answer = client_of(own.member).post(
        reverse("matching:choose", args=[own.program_id, "protege", "add"]), {"key": key}
    )

    assert answer.status_code in (302, 404)
    assert own.preferences.count() == 0


def test_mentor_declines_and_takes_it_back() -> None:
    mentor = EnrollmentFactory(side="mentor")
    asked = EnrollmentFactory(program=mentor.program)
    client = client_of(mentor.member)
    args = (mentor.program_id, "mentor")

    page = post(client, "choose", *args, "decline", key=asked.pk).content.decode()
    assert "Declined" in page
    page = post(client, "choose", *args, "undo-decline", key=asked.pk).content.decode()

    assert "Declined" not in page
    assert mentor.preferences.count() == 0


def test_protege_does_not_browse_where_only_directors_may() -> None:
    own = EnrollmentFactory(program__listing="directors")
    mentor = EnrollmentFactory(program=own.program, side="mentor", member__family_name="Hidden")
    client = client_of(own.member)

    page = client.get(reverse("matching:choices", args=[own.program_id, "protege"]))
    added = client.post(
        reverse("matching:choose", args=[own.program_id, "protege", "add"]), {"key": mentor.pk}
    )

    assert "Hidden" not in page.content.decode()
    assert added.status_code == 404


def test_goals_are_shown_to_nobody_else() -> None:
    asked = EnrollmentFactory(goals="My secret plan")
    mentor = EnrollmentFactory(program=asked.program, side="mentor")
    director = director_at(asked.program.institution)
    pages = [
        client_of(mentor.member).get(
            reverse("matching:choices", args=[asked.program_id, "mentor"])
        ),
        client_of(mentor.member).get(
            reverse("matching:compare", args=[asked.program_id, "mentor"]), {"one": asked.pk}
        ),
        director.get(reverse("matching:directing_people", args=[asked.program_id])),
    ]

    own = client_of(asked.member).get(
        reverse("matching:enroll", args=[asked.program_id, "protege"])
    )

    assert asked.member.family_name in pages[1].content.decode()
    assert [("secret" in page.content.decode()) for page in pages] == [False, False, False]
    assert "My secret plan" in own.content.decode()


def test_people_search_narrows_and_compares() -> None:
    own = EnrollmentFactory()
    for name, area in (("Heart", "research"), ("Lung", "teaching")):
        EnrollmentFactory(
            program=own.program,
            side="mentor",
            member__family_name=name,
            areas={area: 2},
            expertise=[f"{name} failure"],
        )
    client = client_of(own.member)
    address = reverse("matching:choices", args=[own.program_id, "protege"])

    def found(**words: str) -> list[str]:
        page = client.get(address, words)
        return [card["member"].family_name for card in page.context["people"]]

    assert found() == ["Heart", "Lung"]
    assert found(q="héart failure") == ["Heart"]
    assert found(area="teaching") == ["Lung"]
    assert found(area="nonsense") == ["Heart", "Lung"]
    assert found(q="nobody") == []


@pytest.mark.parametrize("people", [1, 3])
def test_choices_page_costs_the_same_for_any_number(people, django_assert_num_queries) -> None:
    own = EnrollmentFactory()
    for rank in range(1, people + 1):
        PreferenceFactory(enrollment=own, rank=rank)
    client = client_of(own.member)
    address = reverse("matching:choices", args=[own.program_id, "protege"])
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)
