"""Rows of programs of other kinds than pairs, for the access matrix."""

from __future__ import annotations

from typing import Any

from profiles.models import Membership
from tests.factories import EnrollmentFactory, ProgramFactory


def kind_rows(protege: Membership) -> dict[str, Any]:
    """A mosaic in which the protégé takes part."""
    mosaic = ProgramFactory(institution=protege.institution, kind="mosaic", state="running")
    EnrollmentFactory(program=mosaic, member=protege)
    return {"mosaic": mosaic}
