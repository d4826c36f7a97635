"""What a draft lacks by those who stand on programs: groups need dates where they meet on them."""

from datetime import date, time

import pytest

from matching.models import GroupRules, Program, ProgramDate
from matching.programs.domain.requirements import unmet_requirements
from tests.factories import GroupProgramFactory, ProgramFactory

pytestmark = pytest.mark.django_db

LACKS_DATES = ["Add the dates when the groups meet, or choose weekly hours."]


def meets(program: Program, how: str) -> None:
    GroupRules.objects.create(
        institution=program.institution, program=program, meets=how, smallest=3, largest=5
    )


def test_groups_that_meet_on_dates_lack_them_until_there_is_one() -> None:
    program = GroupProgramFactory(state="draft")
    meets(program, "dates")
    assert unmet_requirements(program) == LACKS_DATES
    ProgramDate.objects.create(
        institution=program.institution, program=program, day=date(2099, 1, 9), starts=time(9)
    )
    assert unmet_requirements(program) == []


def test_groups_in_weekly_hours_and_pairs_lack_nothing() -> None:
    program = GroupProgramFactory(state="draft")
    meets(program, "hours")
    assert unmet_requirements(program) == []
    assert unmet_requirements(ProgramFactory(state="draft")) == []
