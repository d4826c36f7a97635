"""What came out of a run, as its director reads it, and no one else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program
from matching.tasks import advance_waiting_runs
from tests.factories import (
    MembershipFactory,
    PreferenceFactory,
)
from tests.support.matching import (
    client_of,
    finished,
    mentor,
    pairs,
    post,
    protege,
)

pytestmark = pytest.mark.django_db


def test_supervisor_is_shown_as_a_conflict_where_the_program_allows_it(program, director) -> None:
    Program.objects.update(supervision_depth=Program.Line.NONE)
    boss = mentor(program, "Boss")
    protege(program, "Own", member__supervisor=boss.member)
    protege(program, "Other")

    run = finished(Program.objects.get(), director)

    page = director.get(reverse("matching:run", args=[run.pk]))
    shown = {
        row.proposal.protege.member.family_name: row.conflict
        for row in page.context["result"].pairs
    }
    assert shown in ({"Own": True}, {"Other": False})
    PreferenceFactory(enrollment=boss, chosen=Enrollment.objects.get(member__family_name="Own"))
    run = finished(Program.objects.get(), director)
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "one supervises the other" in page


def test_bars_have_the_scale_of_the_average(program, director) -> None:
    mentor(program, "X"), protege(program, "One")
    run = finished(program, director)

    page = director.get(reverse("matching:run", args=[run.pk]))

    result = page.context["result"]
    assert "Match scores, from 0 to 1" in page.content.decode()
    low, high = (float(one) for one in result.scores[0].label.split("–"))
    assert low <= result.mean <= high <= 1


def test_both_methods_are_compared_side_by_side(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    x, y = mentor(program, "X"), mentor(program, "Y")
    for chooser, chosen in ((one, x), (two, x)):
        PreferenceFactory(enrollment=chooser, chosen=chosen, rank=1)
    PreferenceFactory(enrollment=one, chosen=y, rank=2)
    PreferenceFactory(enrollment=x, chosen=one, rank=1)

    answer = post(director, "run_start", program.pk, method="both")
    assert "Both runs are in progress" in answer.content.decode()
    assert advance_waiting_runs() == 2

    left, right = MatchRun.objects.order_by("number")
    page = director.get(reverse("matching:run_compare", args=[left.pk, right.pk]))
    assert (left.method, right.method) == ("stable", "best")
    assert "Compare two runs" in page.content.decode()
    assert len(page.context["rows"]) == sum(
        pairs(left)[name] != pairs(right)[name] for name in ("One", "Two")
    )


def test_table_has_a_line_for_everybody(two_pairs, program, director) -> None:
    text = director.get(reverse("matching:run_table", args=[two_pairs.pk])).content.decode()

    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0] == "mentee,unit,mentor,mentor’s unit,score,choice,reasons or cause"
    assert [line.split(",")[0] for line in lines[1:]] == ["Ada One", "Ada Two"]


@pytest.mark.parametrize("people", [1, 3])
def test_run_page_costs_the_same_for_any_number(
    people, program, spares, director, django_assert_num_queries
) -> None:
    for at in range(people):
        protege(program, f"P{at}")
        mentor(program, f"M{at}")
    run = finished(program, director)
    address = reverse("matching:run", args=[run.pk])
    director.get(address)

    with django_assert_num_queries(9):
        director.get(address)


def test_supervisor_and_colleague_see_nothing_of_runs(two_pairs) -> None:
    colleague = MembershipFactory(institution=two_pairs.institution)

    answer = client_of(colleague).get(reverse("matching:run", args=[two_pairs.pk]))

    assert answer.status_code == 403
