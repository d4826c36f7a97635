"""The instruments that come with the product."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.plans.domain.test_plan import look
from tests.evaluations.surveys.builders import (
    director_of,
    program_with,
)
from tests.evaluations.surveys.test_pages import body

pytestmark = pytest.mark.django_db


def test_ours_can_be_read_before_anybody_is_asked():
    director = director_of(program_with("protege").institution)
    assert "who to ask" in body(look(director, "instrument_built_in", "mentoring"))
    assert look(director, "instrument_built_in", "no-such").status_code == 404
    assert Client().get(reverse("evaluations:instruments")).status_code == 302
