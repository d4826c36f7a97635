"""Why someone has no mentor, and what would help."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import (
    PreferenceFactory,
)
from tests.support.matching import (
    finished,
    mentor,
    pairs,
    protege,
)

pytestmark = pytest.mark.django_db


def test_unmatched_protege_learns_to_whom_and_what_would_help(program, director) -> None:
    one, two = protege(program, "One"), protege(program, "Two")
    only = mentor(program, "Only")
    PreferenceFactory(enrollment=only, chosen=one, rank=1)

    run = finished(program, director)

    assert pairs(run) == {"One": "Only", "Two": None}
    page = director.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "All possible mentors were matched with other mentees." in page
    assert "Ada Only chose and was matched with Ada One." in page
    assert "One more opening with Ada Only would give this person a mentor." in page
    assert two.is_active
