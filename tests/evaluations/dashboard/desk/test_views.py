"""The first page of the dashboard, by what its reader may do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Institution
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
PAGE = reverse("evaluations:dashboard")
NEW_PROGRAM = reverse("matching:directing_kinds")


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def holder(here: Institution, role: str, **scope):
    member = MembershipFactory(institution=here)
    StaffRoleFactory(membership=member, role=role, **scope)
    return client_of(member)


def test_analysts_who_type_its_address_are_led_to_their_figures(here: Institution) -> None:
    answer = holder(here, StaffRoleKind.ANALYST).get(PAGE)

    assert (answer.status_code, answer["Location"]) == (302, reverse("evaluations:gaps"))


def test_members_without_a_role_are_refused(here: Institution) -> None:
    assert client_of(MembershipFactory(institution=here)).get(PAGE).status_code == 403


def test_coordinators_are_offered_a_new_program_where_they_may_start_one(here: Institution) -> None:
    unit, program = UnitFactory(institution=here), ProgramFactory(institution=here)
    of_unit = holder(here, "coordinator", scope_kind="unit", scope_id=unit.pk)
    of_program = holder(here, "coordinator", scope_kind="program", scope_id=program.pk)

    offered = [
        f'href="{NEW_PROGRAM}"' in one.get(PAGE).content.decode() for one in (of_unit, of_program)
    ]

    # The link says what the page behind it allows.
    assert offered == [True, False]
    assert [one.get(NEW_PROGRAM).status_code for one in (of_unit, of_program)] == [200, 403]
