"""Ranks that are written as titles."""

import csv
from pathlib import Path

import pytest

from profiles.models import Membership
from profiles.roster.domain.meanings import remember_titles
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.titles import with_ranks
from tests.profiles.roster.bulk import LINES, done, lines
from tests.profiles.roster.pages import HEAD, checked
from tests.support.api import person

CASES = Path(__file__).parents[1] / "cases"
EXPECTED = {"fellow": "trainee", "ask": ""}


def cases() -> dict[str, str]:
    with (CASES / "ranks.csv").open(encoding="utf-8") as file:
        return {
            one["title"]: EXPECTED.get(one["expected"], one["expected"])
            for one in csv.DictReader(file)
        }


@pytest.mark.django_db
def test_titles_of_a_file_are_ranks_or_asked_and_never_guessed(client, director):
    titles = cases()
    people = (f'{n},p{n}@x.example,Ada,Ash{n},"{title}"\n' for n, title in enumerate(titles))
    row = checked(client, HEAD.replace("rank", "Academic Title") + "".join(people))
    found = {one["text"]: one["rank"] for one in row.findings["how"]["titles"]}
    known = {"Assistant Professor", "Instructor", "Professor", "Lecturer", "Professor Emerita"}
    assert found.items() <= titles.items()
    assert set(titles) - set(found) <= known
    assert row.counts["bad_rows"] == sum(not rank for rank in titles.values())


@pytest.mark.django_db
def test_titles_over_the_api_are_ranks_too_and_what_was_answered_counts(api):
    remember_titles(api.client.institution, {"Nurse Practitioner": "not_faculty"}, by=None)
    sent = lines(
        person(1, rank="Associate Professor of Medicine"),
        person(2, rank="Nurse practitioner"),
        person(3, rank="Staff Scientist"),
    )
    answer = api.put("/members/bulk?skip_bad_rows=true", sent, content_type=LINES)
    assert done(api, answer)["counts"]["bad_rows"] == 2
    assert (
        Membership.objects.of(api.client.institution).get(external_id="F00001").rank == "associate"
    )


def test_rank_counts_before_the_title_and_a_title_stands_in_for_none():
    rows = [
        RawRow(2, {"rank": "full", "title": "Chef"}),
        RawRow(3, {"rank": "", "title": "Assoc Prof of Surgery"}),
        RawRow(4, {"rank": "", "title": "instructor"}),
    ]
    assert [row.cells for row in with_ranks(rows, {}).rows] == [
        {"rank": "full"},
        {"rank": "associate"},
        {"rank": "instructor"},
    ]
