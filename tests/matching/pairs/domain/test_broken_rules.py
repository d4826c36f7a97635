"""Limits and reserved openings hold when a run is published, as they are then."""

from __future__ import annotations

import pytest

from matching.models import MatchRule, PairRequest
from networks.models import Tie
from tests.factories import UnitFactory
from tests.support.html import on_one_line
from tests.support.match_rules import ask
from tests.support.matching import finished, mentor, post, protege, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (
            "limit",
            {"side": "protege", "most": "1"},
            "Pairs of mentees from Cardiology: at most 1. There are 1 too many. Change some of these pairs, or raise "
            "the limit.",
        ),
        (
            "reserved",
            {"least": "2", "unit": "Surgery"},
            "Ada X has openings that are reserved for others. Change a pair, or remove the reserved openings.",
        ),
    ],
)
def test_what_was_asked_after_the_run_stops_its_publication(
    program, director, kind, fields, said
) -> None:
    heart = UnitFactory(institution=program.institution, name="Cardiology")
    UnitFactory(institution=program.institution, name="Surgery")
    mentor(program, "X", places=2)
    for name in ("One", "Two"):
        protege(program, name, member__unit=heart)
    run = finished(program, director, method="best")
    ask(director, program, kind, **{"unit": "Cardiology", **fields})

    page = on_one_line(post(director, "run_publish", run.pk).content.decode())

    assert said in page
    assert not Tie.objects.exists()
    MatchRule.objects.all().delete()
    published(director, run)
    assert PairRequest.objects.count() == 2
