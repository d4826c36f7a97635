"""What directors ask decides who is paired, in its order; pairs of earlier runs count."""

from __future__ import annotations

import pytest

from matching.models import PairRequest, Program
from matching.pairing.domain.answering import answer_request
from tests.factories import PreferenceFactory, UnitFactory
from tests.support.match_rules import ask, run_page
from tests.support.matching import finished, mentor, pairs, post, protege, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def heart(program):
    return UnitFactory(institution=program.institution, name="Cardiology")


def best(program, director):
    return finished(program, director, method="best")


def test_a_minimum_gives_each_mentor_someone_and_counts_earlier_pairs(program, director) -> None:
    popular, other = mentor(program, "Popular", places=3), mentor(program, "Other", places=3)
    for name in ("One", "Two", "Three"):
        PreferenceFactory(enrollment=protege(program, name), chosen=popular, rank=1)
    assert set(pairs(best(program, director)).values()) == {"Popular"}

    ask(director, program, "minimum", least="1")
    run = best(program, director)
    assert sorted(map(str, pairs(run).values())) == ["Other", "Popular", "Popular"]
    assert "1 mentor has fewer" not in run_page(director, run)
    published(director, run)
    for row in PairRequest.objects.all():
        for member in (row.protege, row.mentor):
            answer_request(row, by=member, accepts=True)
    PreferenceFactory(enrollment=protege(program, "Four"), chosen=popular, rank=1)
    assert pairs(best(program, director)) == {"Four": "Popular"}
    assert other.is_active


def test_an_even_load_spreads_mentees(program, director) -> None:
    popular = mentor(program, "Popular", places=4)
    mentor(program, "Other", places=4)
    for name in ("One", "Two", "Three", "Four"):
        PreferenceFactory(enrollment=protege(program, name), chosen=popular, rank=1)

    ask(director, program, "even")

    found = sorted(map(str, pairs(best(program, director)).values()))
    assert found == ["Other", "Other", "Popular", "Popular"]


def test_an_even_load_counts_the_mentees_of_earlier_runs(program, director) -> None:
    busy = mentor(program, "Busy", places=4)
    protege(program, "Earlier")
    published(director, best(program, director))
    mentor(program, "Free", places=4)
    for name in ("One", "Two", "Three"):
        PreferenceFactory(enrollment=protege(program, name), chosen=busy, rank=1)
    for row in PairRequest.objects.all():
        for member in (row.protege, row.mentor):
            answer_request(row, by=member, accepts=True)

    ask(director, program, "even")

    assert sorted(map(str, pairs(best(program, director)).values())) == ["Busy", "Free", "Free"]


def test_at_most_is_never_passed_and_the_page_says_what_to_relax(program, director, heart) -> None:
    mentor(program, "X", places=3)
    for name in ("One", "Two"):
        protege(program, name, member__unit=heart)
    protege(program, "Three", member__unit=None)
    ask(director, program, "limit", side="protege", unit="Cardiology", most="1")

    run = best(program, director)

    assert sorted(map(str, pairs(run).values())) == ["None", "X", "X"]
    assert pairs(run)["Three"] == "X"
    page = run_page(director, run)
    assert "Your rules for the matches leave no opening for this person." in page
    assert (
        "One more here would give this person a mentor: Pairs of mentees from Cardiology: at most 1."
        in page
    )


def test_a_limit_of_a_unit_and_a_track_counts_those_who_are_in_both(
    program, director, heart
) -> None:
    for name in ("X", "Y"):
        mentor(program, name, places=3)
    for name, track, unit in (
        ("One", "clinician", heart),
        ("Two", "clinician", heart),
        ("Three", "educator", heart),
        ("Four", "educator", heart),
        ("Five", "clinician", None),
    ):
        protege(program, name, member__unit=unit, member__track=track)
    ask(director, program, "limit", side="protege", unit="Cardiology", track="clinician", most="1")
    ask(director, program, "limit", side="protege", unit="Cardiology", track="educator", most="2")

    found = pairs(best(program, director))

    assert None not in {found.pop(name) for name in ("Three", "Four", "Five")}
    assert [*found.values()].count(None) == 1


def test_at_least_is_met_as_far_as_can_be_and_said_with_numbers(program, director, heart) -> None:
    mentor(program, "X", places=3)
    inside = mentor(program, "Inside", places=3, member__unit=heart)
    for name in ("One", "Two"):
        protege(program, name, member__unit=None)
    ask(director, program, "limit", side="mentor", unit="Cardiology", least="5")

    run = best(program, director)

    assert set(pairs(run).values()) == {"Inside"}
    page = run_page(director, run)
    assert "3 pairs too few. Lower the number, or enroll more people." in page
    assert inside.is_active


def test_a_reserved_opening_goes_to_no_one_else(program, director, heart) -> None:
    mentor(program, "X", places=2)
    for name in ("One", "Two"):
        protege(program, name, member__unit=None)
    ask(director, program, "reserved", unit="Cardiology", least="1")

    run = best(program, director)

    assert sorted(map(str, pairs(run).values())) == ["None", "X"]
    page = run_page(director, run)
    assert "One reserved opening less with Ada X would give this person a mentor." in page
    protege(program, "Three", member__unit=heart)
    found = pairs(best(program, director))
    assert found["Three"] == "X"
    assert sorted(map(str, found.values())) == ["None", "X", "X"]


def test_a_preferred_pair_is_made_and_a_better_one_comes_first(program, director) -> None:
    x, y = mentor(program, "X"), mentor(program, "Y")
    one, two = protege(program, "One"), protege(program, "Two")
    for mentee, chosen in ((one, x), (two, y)):
        PreferenceFactory(enrollment=mentee, chosen=chosen, rank=1)
    ask(director, program, "pair", kind="prefer", protege=one.member.name, mentor=y.member.name)

    run = best(program, director)

    assert pairs(run) == {"One": "Y", "Two": "X"}
    assert run.proposals.get(protege=one).source == "ruled"
    ask(director, program, "pair", kind="forbid", protege=two.member.name, mentor=x.member.name)
    run = best(program, director)
    assert pairs(run) == {"One": "X", "Two": "Y"}
    assert "Not made: other rules or openings came first." in run_page(director, run)


def test_runs_by_preferences_keep_named_pairs_and_say_that_they_keep_no_more(
    program, director, heart
) -> None:
    x = mentor(program, "X", places=2)
    one = protege(program, "One", member__unit=heart)
    protege(program, "Two", member__unit=heart)
    ask(director, program, "limit", side="protege", unit="Cardiology", most="1")
    ask(director, program, "pair", kind="lock", protege=one.member.name, mentor=x.member.name)

    run = finished(program, director)

    assert set(pairs(run).values()) == {"X"}
    page = run_page(director, run)
    assert "This method does not use this rule. 1 pair too many." in page
    assert run.proposals.get(protege=one).source == "locked"


def test_units_that_were_moved_into_each_other_are_named_before_a_run(program, director) -> None:
    school = UnitFactory(institution=program.institution, name="School")
    heart = UnitFactory(institution=program.institution, name="Cardiology")
    for unit in ("School", "Cardiology"):
        ask(director, program, "limit", side="protege", unit=unit, most="1")
    mentor(program, "X")
    protege(program, "One", member__unit=heart)
    heart.parent = school
    heart.save()

    page = post(director, "run_start", program.pk, method="best", seed="0").content.decode()

    assert "Pairs of mentees from School: at most 1, and Pairs of mentees from Cardiology" in page
    assert not program.runs.exists()
    assert Program.objects.count() == 1
