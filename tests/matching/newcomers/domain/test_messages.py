"""One email a day about newcomers: to those who run their program, and to chiefs who may suggest a mentor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import MentorSuggestion, Newcomer, NewcomerWelcome, PairRequest, Program
from matching.newcomers.domain.messages import tell_of_newcomers
from matching.tasks import find_newcomers
from profiles.models import Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UnitFactory
from tests.matching.newcomers.steps import coordinator_of, joined
from tests.support.enrollment import mails
from tests.support.matching import actor_of

pytestmark = pytest.mark.django_db


def yesterday() -> None:
    """Let everyone who is new have been found the day before."""
    Newcomer.objects.update(found_at=timezone.now() - timedelta(days=1))


def test_who_runs_the_program_gets_one_email_the_day_after(
    welcome: NewcomerWelcome, director: Client
) -> None:
    joined(welcome, "Ash")
    joined(welcome, "Birch")
    find_newcomers()
    assert mails("newcomers") == []

    yesterday()
    find_newcomers()
    find_newcomers()
    (mail,) = mails("newcomers")
    assert mail.recipient == actor_of(director).email
    assert mail.subject == "2 newcomers need an onboarding mentor"
    assert "Ada Ash" in mail.body_text
    assert "Ada Birch" in mail.body_text


def test_no_one_is_told_of_the_same_person_again(
    welcome: NewcomerWelcome, director: Client
) -> None:
    joined(welcome, "Ash")
    yesterday()
    assert tell_of_newcomers(welcome.institution) == 1

    tomorrow = timezone.now() + timedelta(days=1)
    assert tell_of_newcomers(welcome.institution, now=tomorrow) == 0
    joined(welcome, "Birch")
    assert tell_of_newcomers(welcome.institution, now=tomorrow) == 1
    named = [("Ash" in one.body_text, "Birch" in one.body_text) for one in mails("newcomers")]
    assert sorted(named) == [(False, True), (True, False)]


def test_who_waits_again_after_the_email_of_the_day_is_told_of_on_the_next(
    welcome: NewcomerWelcome, director: Client
) -> None:
    joined(welcome, "Ash")
    aside = joined(welcome, "Birch")
    Newcomer.objects.filter(pk=aside.pk).update(set_aside_at=timezone.now())
    yesterday()
    assert tell_of_newcomers(welcome.institution) == 1

    Newcomer.objects.filter(pk=aside.pk).update(set_aside_at=None)
    assert tell_of_newcomers(welcome.institution) == 0
    tomorrow = timezone.now() + timedelta(days=1)
    assert tell_of_newcomers(welcome.institution, now=tomorrow) == 1
    assert any("Ada Birch" in one.body_text for one in mails("newcomers"))


def test_a_coordinator_is_told_of_their_people_alone(welcome: NewcomerWelcome, unit: Unit) -> None:
    Program.objects.filter(pk=welcome.program.pk).update(unit=unit)
    joined(welcome, "Ash", unit=unit)
    other = joined(welcome, "Birch", unit=unit)
    Membership.objects.filter(pk=other.member_id).update(unit=None)
    theirs = actor_of(coordinator_of(unit)).email
    coordinator_of(UnitFactory(institution=welcome.institution))
    MembershipFactory(
        institution=welcome.institution, offices=[StaffRoleKind.OMBUDS], added_at=None
    )

    yesterday()
    find_newcomers()
    (mail,) = mails("newcomers")
    assert mail.recipient == theirs
    assert "Ada Ash" in mail.body_text
    assert "Birch" not in mail.body_text


def test_chiefs_are_asked_where_the_program_wants_it(welcome: NewcomerWelcome) -> None:
    chief = MembershipFactory(
        institution=welcome.institution, added_at=None, user__activated_at=timezone.now()
    )
    without = MembershipFactory(institution=welcome.institution, added_at=None)
    joined(welcome, "Ash", supervisor=chief)
    joined(welcome, "Birch", supervisor=without)
    yesterday()
    tell_of_newcomers(welcome.institution)
    assert mails("newcomers_chief") == []

    NewcomerWelcome.objects.update(chiefs_suggest=True)
    Newcomer.objects.update(told_at=None)
    tell_of_newcomers(welcome.institution)
    (mail,) = mails("newcomers_chief")
    assert mail.recipient == chief.user.email
    assert "Ada Ash" in mail.body_text
    assert "Birch" not in mail.body_text
    assert "/newcomers/" in mail.body_text


def test_a_chief_is_asked_only_about_those_who_still_wait(welcome: NewcomerWelcome) -> None:
    NewcomerWelcome.objects.update(chiefs_suggest=True)
    here = welcome.institution
    chief, other = (
        MembershipFactory(
            institution=here, added_at=None, family_name=name, user__activated_at=timezone.now()
        )
        for name in ("Chief", "Other")
    )
    joined(welcome, "Ash", supervisor=chief)
    joined(welcome, "Birch", supervisor=chief)
    no_more = [joined(welcome, name, supervisor=chief) for name in ("Cedar", "Dogwood")]
    aside, paired = no_more
    suggested = joined(welcome, "Elm", supervisor=chief)
    gone = joined(welcome, "Fir", supervisor=other)
    for row in (aside, gone):
        Newcomer.objects.filter(pk=row.pk).update(set_aside_at=timezone.now())
    PairRequest.objects.create(
        institution=here,
        program=welcome.program,
        protege=paired.member,
        mentor=other,
        answer_by=here.local_date(),
    )
    MentorSuggestion.objects.create(institution=here, newcomer=suggested, by=chief, mentor=other)
    yesterday()

    tell_of_newcomers(here)

    (mail,) = mails("newcomers_chief")
    assert mail.recipient == chief.user.email
    assert mail.subject == "Suggest a mentor for 2 people who join your team"
    named = [
        name
        for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
        if name in mail.body_text
    ]
    assert named == ["Ash", "Birch"]
