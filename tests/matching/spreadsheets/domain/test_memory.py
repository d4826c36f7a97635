"""What was corrected is known for the next file, at this institution alone."""

from __future__ import annotations

import pytest

from matching.models import SheetMapping
from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.memory import corrected, meant_before, remember
from tests.factories import InstitutionFactory
from tests.support.spreadsheets import table_of

pytestmark = pytest.mark.django_db


def test_a_corrected_heading_is_known_in_another_file_until_it_is_corrected_back() -> None:
    here, elsewhere = InstitutionFactory(), InstitutionFactory()
    table = table_of("Name,Topics,Q3\nAnn,x,y\n")
    other = table_of("Email,Q3,TOPICS\na@x.example,y,x\n")

    remember(here, table, {0: Field.NAME, 1: Field.GOALS, 2: Field.RANK})

    assert corrected(here, other) == {"topics": Field.GOALS}
    assert meant_before(here, table) == {"0": "name", "1": "goals", "2": "rank"}
    assert (corrected(elsewhere, other), meant_before(elsewhere, table)) == ({}, {})

    remember(here, table, guess(table))

    assert corrected(here, other) == {}
    assert SheetMapping.objects.count() == 1
