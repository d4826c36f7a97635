from __future__ import annotations

import pytest

from matching.models import Program
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import GroupProgramFactory, InstitutionFactory, MembershipFactory


@pytest.fixture
def program() -> Program:
    here = InstitutionFactory(name="Larkspur", time_zone="America/New_York")
    return GroupProgramFactory(institution=here, name="CMP", state=Program.State.RUNNING)


@pytest.fixture
def director(program: Program) -> Membership:
    return MembershipFactory(
        institution=program.institution,
        offices=[StaffRoleKind.DIRECTOR],
        given_name="Dora",
        family_name="Director",
    )
