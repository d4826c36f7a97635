"""By what rules a program forms its groups: prefilled, checked, copied."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import GroupRules, Program
from tests.factories import (
    GroupProgramFactory,
    ProgramFactory,
)
from tests.support.groups import RULES
from tests.support.matching import director_at, post

pytestmark = pytest.mark.django_db


def test_rules_are_prefilled_by_kind_and_kept() -> None:
    program = GroupProgramFactory(kind="project", meeting_minutes=120)
    client = director_at(program.institution)
    address = reverse("matching:group_rules", args=[program.pk])

    form = client.get(address).context["form"]
    prefilled = [form[name].value() for name in ("smallest", "largest", "session_minutes")]
    assert (prefilled, form["facilitated"].value()) == ([3, 5, 120], True)

    client.post(address, RULES)

    row = GroupRules.objects.get()
    assert (row.program, row.smallest, row.facilitated) == (program, 3, False)
    assert row.weights == {
        "goals_shared": 4,
        "rank_close": 2,
        "units_mixed": 2,
        "previous_mixed": 2,
        "size_middle": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"smallest": "1"}, "greater than or equal to 2"),
        ({"largest": "2"}, "Enter a number that is at least the minimum group size."),
        (
            {name: "0" for name in RULES if name.endswith("_weight")},
            "Set at least one aim above 0.",
        ),
    ],
)
def test_rules_that_cannot_be_are_said_at_the_field(program, director, wrong, said) -> None:
    page = director.post(reverse("matching:group_rules", args=[program.pk]), RULES | wrong)

    assert said in page.content.decode()
    assert page.context["form"]["charter"].value() == RULES["charter"]
    assert GroupRules.objects.get().charter == ""


def test_next_cohort_has_the_same_rules(program, director) -> None:
    post(director, "directing_move", program.pk, "copy")

    copy = Program.objects.get(copied_from=program)
    assert copy.group_rules.pk != program.group_rules.pk
    assert (copy.group_rules.smallest, copy.group_rules.facilitated) == (3, False)


def test_programs_of_pairs_have_no_groups(program) -> None:
    pairs = ProgramFactory(institution=program.institution, state="matching")
    client = director_at(program.institution)

    assert client.get(reverse("matching:group_rules", args=[pairs.pk])).status_code == 404
    assert client.post(reverse("matching:group_start", args=[pairs.pk])).status_code == 404
