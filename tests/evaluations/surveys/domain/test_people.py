"""Whom a survey asks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.surveys.domain.people import people_of
from tests.evaluations.surveys.builders import (
    asked,
    people_in,
    program_with,
)
from tests.evaluations.surveys.domain.test_planning import planned
from tests.factories import EnrollmentFactory, InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_whoever_is_on_both_sides_answers_once_as_a_protege():
    program = program_with("protege")
    (member,) = people_in(program)
    EnrollmentFactory(program=program, member=member, side="mentor")

    assert people_of(planned(program)) == {member.pk: "protege"}


def test_whole_institution_is_everybody_here_who_has_an_account():
    here = InstitutionFactory()
    member = MembershipFactory(institution=here, user__activated_at=timezone.now())
    MembershipFactory(institution=here)
    MembershipFactory(user__activated_at=timezone.now())
    MembershipFactory(
        institution=here, user__activated_at=timezone.now(), end_date=timezone.localdate()
    )

    survey = asked(None, institution=here)

    assert list(survey.responses.values_list("member", "side")) == [(member.pk, "")]
