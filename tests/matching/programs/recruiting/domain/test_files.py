"""What is kept of lists of people, and for how long."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import EnrollmentFile, Program, SheetMapping
from matching.programs.recruiting.domain.files import start_file, table_of
from matching.spreadsheets.domain.columns import Field
from matching.tasks import forget_enrollment_files
from tests.factories import UserFactory
from tests.support.matching import director_at, post

pytestmark = pytest.mark.django_db


def started(program: Program, content: bytes) -> EnrollmentFile:
    return start_file(
        program,
        file=io.BytesIO(content),
        name="list.csv",
        does="enroll",
        side="protege",
        actor=UserFactory(),
    )


def test_files_are_forgotten_after_a_month(program: Program) -> None:
    old, new = started(program, b"Email\na@b.example\n"), started(program, b"Email\nc@b.example\n")
    EnrollmentFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))

    assert forget_enrollment_files() == 1
    assert [one.pk for one in EnrollmentFile.objects.all()] == [new.pk]


def test_a_corrected_heading_is_remembered_and_others_that_matching_knows_stay(
    program: Program,
) -> None:
    director = director_at(program.institution)
    row = started(program, b"Fellow,Topic\nAda Stone,Research\nBo Reed,Teaching\n")
    assert row.columns["0"] != Field.NAME
    other = SheetMapping.objects.create(
        institution=program.institution, signature="kept", columns={"0": Field.AREAS}
    )
    given = {"columns-0": "name", "columns-1": "ignore", "seen": table_of(row).signature}
    post(director, "enrollment_file_answers", row.pk, **given)

    again = started(program, b"Fellow,Since\nEve Hill,2020\nIda Wood,2021\n")
    assert again.columns["0"] == Field.NAME
    assert SheetMapping.objects.filter(pk=other.pk).exists()
