"""What a director sees of a plan: who is added where, and whose own sign-in it changes."""

from __future__ import annotations

import pytest

from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.preview import notes_of
from profiles.roster.domain.rows import RawRow
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def row(member, **changes: str) -> RawRow:
    cells = {
        "external_id": member.external_id,
        "email": member.email,
        "given_name": member.given_name,
        "family_name": member.family_name,
        "rank": member.rank,
    }
    return RawRow(2, {**cells, **changes})


@pytest.fixture
def director():
    return MembershipFactory(offices=[StaffRoleKind.DIRECTOR], given_name="Ada", family_name="Ash")


def test_another_email_of_the_only_director_is_said(director):
    def notes() -> list[str]:
        plan = plan_import([row(director, email="new@x.example")], institution=director.institution)
        return notes_of(plan)

    (note,) = notes()
    assert "your only program director, Ada Ash, from" in note
    assert "to new@x.example" in note
    MembershipFactory(institution=director.institution, offices=[StaffRoleKind.DIRECTOR])
    (note,) = notes()
    assert "a program director, Ada Ash" in note


def test_nothing_is_said_of_others(director):
    other = MembershipFactory(institution=director.institution)
    rows = [row(other, email="new@x.example"), RawRow(3, row(director).cells)]
    assert notes_of(plan_import(rows, institution=director.institution)) == []
