"""How many mentees a program gave its mentors."""

from __future__ import annotations

import pytest
from django.utils import timezone

from matching.models import Enrollment
from matching.pairs.domain.load import with_mentees
from networks.models import Tie
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def test_pairs_of_programs_that_go_on_are_counted_and_no_others() -> None:
    _program, _client = running(2)
    mentors = Enrollment.objects.mentors().order_by("member__family_name")
    ended, goes_on = mentors
    Tie.objects.filter(mentor=ended.member).update(state="ended", ended_on=timezone.localdate())
    here = goes_on.institution
    own = MembershipFactory(institution=here)
    TieFactory(protege=own, mentor=goes_on.member, institution=here, state="active")

    assert list(with_mentees(mentors).values_list("mentees", flat=True)) == [0, 1]
