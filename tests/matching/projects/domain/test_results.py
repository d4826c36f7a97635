"""What a director reads of a run: who is where, and no one's list."""

from __future__ import annotations

import csv

import pytest
from django.urls import reverse

from matching.models import Proposal
from matching.projects.domain.results import choices_in_words
from tests.support.matching import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([], []),
        ([20], []),  # everyone got theirs: that would be each one's list
        ([19, 1], []),
        ([4, 9], []),
        ([9, 6], ["About 5 of 15 got their first choice."]),
        (
            [12, 6, 7],
            [
                "About 10 of 25 got their first choice.",
                "About 15 of 25 got their first or second choice.",
            ],
        ),
        ([8, 3, 4], ["About 5 of 15 got their first choice."]),
    ],
)
def test_choices_are_counted_only_where_no_one_can_be_told_apart(counts, said) -> None:
    assert choices_in_words(counts) == said


def test_no_list_stands_in_a_run_its_page_or_its_file(world) -> None:
    world.project("Sepsis", "Berg")
    world.mentee("Mia", "Sepsis", "Triage")
    world.mentee("Noa", "Triage", "Cardiac")
    run = world.match()

    shown = page(world.director, "project_run", run.pk)
    answer = world.director.get(reverse("matching:project_run_table", args=[run.pk]))

    assert "first choice" not in shown
    assert [(one.choice, one.score, one.parts) for one in Proposal.objects.all()] == [
        (None, None, {})
    ] * Proposal.objects.count()
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["project", "mentors", "mentee", "unit", "cause"]
    assert [(row[0], row[2].split()[-1]) for row in rows[1:]] == [
        ("Sepsis", "Mia"),
        ("Triage", "Noa"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_run_takes_as_many_queries_for_three(
    world, count, django_assert_num_queries
) -> None:
    for number in range(count):
        world.project(f"Topic {number}", "Berg" if number % 2 else "Long")
        world.mentee(f"Mia {number}", f"Topic {number}")
    run = world.match()
    address = reverse("matching:project_run", args=[run.pk])
    world.director.get(address)

    with django_assert_num_queries(13):
        world.director.get(address)
