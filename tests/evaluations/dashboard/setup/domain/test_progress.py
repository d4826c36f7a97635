"""How far an institution is set up, by what is there."""

from __future__ import annotations

from uuid import uuid4

import pytest

from evaluations.dashboard.setup.domain.progress import (
    State,
    Step,
    lacks_something,
    progress_of,
    skip_step,
)
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Institution, Membership, RosterImport
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, ProgramFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory(time_zone="UTC")
    return found


@pytest.fixture
def director(here) -> Membership:
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])


def done(here) -> set[Step]:
    progress = progress_of(here)
    assert lacks_something(here) == progress.needs_more
    return {step for step, state in progress.states.items() if state == State.DONE}


def test_new_institution_has_all_before_it(here, director):
    assert progress_of(here).left == list(Step)


def test_each_step_is_done_by_what_is_there_and_not_by_what_is_elsewhere(here, director):
    other = MembershipFactory(offices=[StaffRoleKind.OMBUDS]).institution
    UnitFactory(institution=other)
    ProgramFactory(institution=other)
    assert done(here) == set()

    Institution.objects.filter(pk=here.pk).update(time_zone="America/Chicago")
    MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    assert done(here) == {Step.GENERAL, Step.ROSTER}
    MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS])
    UnitFactory(institution=here)
    ProgramFactory(institution=here)
    record(Verb.ACTIVATION_MAILS_SENT, actor=None, institution=here, subject=here)
    Institution.objects.filter(pk=here.pk).update(logo_key=uuid4())
    assert done(here) == set(Step) - {Step.SIGN_ON}


def test_file_that_waits_for_a_decision_keeps_the_roster_open(here, director):
    MembershipFactory(institution=here)
    row = RosterImport.objects.create(institution=here, file_name="a.csv", state="checked")
    assert Step.ROSTER in progress_of(here).left
    RosterImport.objects.filter(pk=row.pk).update(state="done")
    assert Step.ROSTER not in progress_of(here).left


def test_people_who_have_left_do_not_count(here, director):
    MembershipFactory(institution=here, end_date="2026-01-31")
    assert Step.ROSTER in progress_of(here).left


def test_step_is_skipped_and_taken_up_again(here, director):
    for _time in range(2):
        skip_step(here, Step.SIGN_ON, skip=True, by=director.user)
    assert progress_of(here).states[Step.SIGN_ON] == State.SKIPPED
    skip_step(here, Step.SIGN_ON, skip=False, by=director.user)
    assert progress_of(here).states[Step.SIGN_ON] == State.OPEN
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {
        "setup_step.skipped.sign_on",
        "setup_step.resumed.sign_on",
    }
    assert AuditEvent.objects.count() == 2


def test_what_the_first_match_needs_is_not_skipped(here, director):
    skip_step(here, Step.ROSTER, skip=True, by=director.user)
    assert progress_of(here).states[Step.ROSTER] == State.OPEN
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_progress_takes_one_query(here, django_assert_num_queries, size):
    MembershipFactory.create_batch(size, institution=here)
    with django_assert_num_queries(1):
        assert progress_of(here).facts.people == size


def test_what_a_first_match_lacks_is_known_without_counting(
    here, director, django_assert_num_queries
):
    def missing() -> bool:
        with django_assert_num_queries(1):
            lacks = lacks_something(here)
        assert lacks == progress_of(here).needs_more
        return lacks

    assert missing()
    Institution.objects.filter(pk=here.pk).update(time_zone="America/Chicago")
    ProgramFactory(institution=here)
    MembershipFactory(institution=here, end_date="2026-01-31")
    MembershipFactory(institution=here, source="invited")
    assert missing()
    MembershipFactory(institution=here)
    assert not missing()
    # What waits for a decision stands in the queue of what needs attention.
    RosterImport.objects.create(institution=here, file_name="a.csv", state="failed")
    assert Step.ROSTER in progress_of(here).left
    assert not missing()
    Institution.objects.filter(pk=here.pk).update(time_zone="UTC")
    assert missing()
