"""What an institution said of headings and titles, for the next file."""

import pytest

from profiles.roster.domain.meanings import (
    remember_headings,
    remember_titles,
    remembered_headings,
    remembered_titles,
)
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db


def test_what_was_said_last_counts_at_this_institution_alone(institution):
    remember_headings(institution, {"Pers. Nr.": "email"}, by=None)
    remember_headings(institution, {"PERS. NR.": "external_id"}, by=None)
    remember_titles(institution, {"Nurse  Practitioner": "not_faculty"}, by=None)
    assert remembered_headings(institution) == {"pers. nr.": "external_id"}
    assert remembered_titles(institution) == {"nurse practitioner": "not_faculty"}
    assert remembered_titles(InstitutionFactory()) == {}
