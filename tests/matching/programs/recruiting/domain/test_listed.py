"""Who the rows of a list are: queries don't grow with its rows."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.models import Program
from matching.programs.recruiting.domain.files import listing_of, start_file, table_of
from tests.factories import UserFactory
from tests.support.enrollment import person

pytestmark = pytest.mark.django_db


def test_more_rows_need_no_more_queries(program: Program) -> None:
    people = [person(program, name) for name in ("Stone", "Reed", "Hill")]
    counts = []
    for some in (people[:1], people):
        lines = [f"{one.given_name} {one.family_name}" for one in some]
        row = start_file(
            program,
            file=io.BytesIO("\n".join(["Name", *lines, "Nemo Nescio"]).encode()),
            name="list.csv",
            does="enroll",
            side="protege",
            actor=UserFactory(),
        )
        with CaptureQueriesContext(connection) as queries:
            listing = listing_of(row, table_of(row))
        counts.append(len(queries))
        assert [one.fate for one in listing.lines] == [*["told"] * len(some), "unknown"]
    assert counts[0] == counts[1]
