"""A run shows the rules that it had, and what of them its pairs keep now."""

from __future__ import annotations

import pytest

from matching.models import MatchRule
from profiles.models import Membership
from tests.factories import UnitFactory
from tests.support.match_rules import ask, run_page
from tests.support.matching import finished, mentor, pairs, post, proposal_of, protege

pytestmark = pytest.mark.django_db


def test_a_run_keeps_the_rules_of_its_time_and_judges_changes_by_them(program, director) -> None:
    heart = UnitFactory(institution=program.institution, name="Cardiology")
    mentor(program, "X"), mentor(program, "Y", member__unit=heart)
    protege(program, "One"), protege(program, "Two")
    ask(director, program, "minimum", least="1")
    ask(director, program, "limit", side="mentor", unit="Cardiology", least="1")
    run = finished(program, director, method="best")
    MatchRule.objects.all().delete()
    heart.name = "Heart Center"
    heart.save()

    page = run_page(director, run)
    assert "Each mentor: at least 1 mentee" in page
    assert "Pairs of mentors from Cardiology: at least 1" in page
    assert "too few" not in page
    name = next(name for name, other in pairs(run).items() if other == "Y")
    post(director, "proposal_change", proposal_of(run, name).pk, to="nobody")
    page = run_page(director, run)
    assert "1 mentor has fewer: Ada Y. Lower the number, or enroll more mentees." in page
    assert "1 pair too few. Lower the number, or enroll more people." in page
    assert "Rules of this run" not in run_page(director, finished(program, director))


def test_a_must_pair_that_could_not_be_made_says_why(program, director) -> None:
    x = mentor(program, "X")
    one, two = protege(program, "One"), protege(program, "Two")
    for mentee in (one, two):
        ask(
            director, program, "pair", kind="lock", protege=mentee.member.name, mentor=x.member.name
        )
    ask(director, program, "minimum", least="1")
    run = finished(program, director, method="best")
    assert sorted(map(str, pairs(run).values())) == ["None", "X"]
    page = run_page(director, run)
    assert page.count("Not made: no opening was left, or you changed it.") == 1

    Membership.objects.filter(pk=one.member_id).update(supervisor=x.member)
    for method in ("best", "stable"):
        run = finished(program, director, method=method)
        assert pairs(run) == {"One": None, "Two": "X"}
        assert "Not made: one supervises the other." in run_page(director, run)
