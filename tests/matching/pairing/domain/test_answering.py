"""A question is closed on its day and no sooner, each by itself; a year later nothing is left of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Enrollment, PairRequest, Program
from matching.pairing.domain.answering import answer_request, close_due
from matching.pairing.domain.asking import propose_pair
from matching.pairing.errors import RequestOver
from networks.models import Tie
from tests.factories import EnrollmentFactory, MembershipFactory
from tests.support.enrollment import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(program, mia, ben) -> PairRequest:
    actor = MembershipFactory(institution=program.institution, offices=["director"]).user
    return propose_pair(program, protege=mia.member, mentor=ben.member, actor=actor)


def after(row: PairRequest):
    return timezone.now() + (row.answer_by - row.institution.local_date()) + timedelta(days=1)


def test_nothing_is_closed_on_the_last_day_and_all_after_it(row) -> None:
    assert close_due(now=after(row) - timedelta(days=1)) == 0
    assert close_due(now=after(row)) == 1
    assert close_due(now=after(row)) == 0
    row.refresh_from_db()
    assert row.state == PairRequest.State.NOT_MADE


def test_both_accepted_and_an_opening_came_back_by_the_last_day(program, row, mia, ben) -> None:
    answer_request(row, by=mia.member, accepts=True)
    Enrollment.objects.filter(pk=mia.pk).update(withdrawn_at=timezone.now())
    Program.objects.filter(pk=program.pk).update(protege_ranks=["full"])
    answer_request(row, by=ben.member, accepts=True)
    assert not Tie.objects.exists()
    Program.objects.filter(pk=program.pk).update(protege_ranks=[])
    close_due(now=after(row))

    assert Tie.objects.filter(state=Tie.State.ACTIVE).count() == 1
    mia.refresh_from_db()
    assert mia.is_active


def test_in_a_closed_program_no_one_answers_and_no_pair_comes_of_it(program, row, mia) -> None:
    Program.objects.filter(pk=program.pk).update(state=Program.State.CLOSED)
    with pytest.raises(RequestOver):
        answer_request(row, by=mia.member, accepts=True)
    close_due(now=after(row))

    assert not Tie.objects.exists()
    assert not PairRequest.objects.get().is_open


def test_an_application_that_waits_for_a_director_counts_once_both_accept(program, ben) -> None:
    applied = EnrollmentFactory(
        program=program, awaits=Enrollment.Awaits.DIRECTOR, withdrawn_at=timezone.now()
    )
    actor = MembershipFactory(institution=program.institution, offices=["director"]).user
    row = propose_pair(program, protege=applied.member, mentor=ben.member, actor=actor)
    answer_request(row, by=applied.member, accepts=True)
    answer_request(row, by=ben.member, accepts=True)

    applied.refresh_from_db()
    assert applied.is_active
    assert applied.source == Enrollment.Source.APPLIED


def test_a_pair_that_ended_can_be_made_again_with_someone_else(program, row, mia, ben) -> None:
    for one in (mia, ben):
        answer_request(row, by=one.member, accepts=True)
    Tie.objects.update(state=Tie.State.ENDED, ended_on=program.institution.local_date())
    new = EnrollmentFactory(program=program, side="mentor")
    again = propose_pair(
        program, protege=mia.member, mentor=new.member, actor=MembershipFactory().user
    )
    for one in (mia, new):
        answer_request(again, by=one.member, accepts=True)

    assert Tie.objects.filter(state=Tie.State.ACTIVE).get().mentor == new.member


def test_a_year_later_it_is_deleted(row) -> None:
    close_due(now=after(row))
    close_due(now=timezone.now() + timedelta(days=364))
    assert PairRequest.objects.exists()
    close_due(now=timezone.now() + timedelta(days=366))

    assert not PairRequest.objects.exists()


def test_who_lost_the_role_is_not_told_how_it_ended(program, row) -> None:
    row.asked_by.memberships.get().staff_roles.all().delete()
    close_due(now=after(row))

    assert not mails("pair_request_told")
