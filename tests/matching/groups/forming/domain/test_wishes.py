"""What a director who moves people learns of what they asked in confidence: of a few people nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.matching.groups.forming.domain.test_explanations import PRIVATE
from tests.support.groups import board, formed, put_together

pytestmark = pytest.mark.django_db


def column_of(director, run, group):
    return next(one for one in board(director, run).columns if one.group == group)


@pytest.mark.parametrize("names", ["AB", "ABC"])
def test_of_a_few_neither_the_board_nor_the_form_tells_of_a_wish(
    program, director, wish, names
) -> None:
    run = formed(program, director)
    group = put_together(director, run, names)

    assert column_of(director, run, group).problems == []
    assert board(director, run).broken == 0
    form = director.get(reverse("matching:group_publish", args=[run.pk])).content.decode()
    assert "even though some rules are broken" not in form


def test_of_four_people_it_is_said_that_one_of_them_asked(program, director, wish) -> None:
    run = formed(program, director)
    group = put_together(director, run, "ABCD")

    assert column_of(director, run, group).problems == [PRIVATE]
