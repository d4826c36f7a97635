"""Surveys by the clock: opened, told of, reminded of once, ended."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from evaluations.models import Response, Survey
from evaluations.surveys.domain.running import advance_surveys
from evaluations.surveys.tasks import advance_surveys as advance_task
from mentornet.mail.marks import mark_of
from mentornet.models import OutboxMessage
from mentornet.webhooks.models import WebhookEndpoint, WebhookEvent
from profiles.models import Institution, Preferences, User
from tests.evaluations.surveys.builders import (
    _noon,
    answer,
    asked,
    over,
    people_in,
    program_with,
)
from tests.evaluations.surveys.domain.test_planning import planned
from tests.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


def test_nobody_is_asked_before_the_day_and_everybody_once_on_it():
    program = program_with("protege", "protege", "mentor")
    survey = planned(program, first=3)

    assert advance_task() == 0
    assert Response.objects.count() == 0
    opening = _noon(survey.opens_on)
    assert [advance_surveys(now=opening) for _twice in range(2)] == [3, 0]
    assert sorted(Response.objects.values_list("side", flat=True)) == [
        "mentor",
        "protege",
        "protege",
    ]
    assert OutboxMessage.objects.filter(kind="survey").count() == 3


def test_mail_names_the_link_the_day_and_the_way_out_and_goes_to_who_wants_it():
    program = program_with("protege", "protege", "protege")
    wants, wants_not, no_account = people_in(program)
    Preferences.objects.create(
        institution=program.institution, member=wants_not, surveys_by_mail=False
    )
    User.objects.filter(pk=no_account.user_id).update(activated_at=None)

    survey = asked(program)

    message = OutboxMessage.objects.get(kind="survey")
    row = Response.objects.get(survey=survey, member=wants)
    assert message.recipient == wants.user.email
    assert f"/surveys/{row.pk}/" in message.body_text
    assert "List-Unsubscribe" in message.headers
    assert Response.objects.filter(survey=survey).count() == 3


def test_whoever_joins_while_it_is_open_is_asked():
    program = program_with("protege")
    survey = asked(program)
    new = EnrollmentFactory(program=program).member

    advance_surveys()

    there = set(Response.objects.filter(survey=survey).values_list("member", flat=True))
    assert there == {people_in(program)[0].pk, new.pk}


def test_leaving_the_program_tells_nobody_whether_one_had_answered_and_ends_reminders():
    """Were those not counted who had not begun, taking somebody out would say what they did."""
    program = program_with("protege", "protege", "protege")
    survey = asked(program)
    begun, silent, here = people_in(program)
    answer(survey, begun, [5], send=False)
    program.enrollments.filter(member__in=[begun, silent]).update(withdrawn_at=timezone.now())

    advance_surveys(now=_noon(survey.closes_on - timedelta(days=2)))

    assert survey.responses.count() == 3
    reminded = OutboxMessage.objects.filter(key__startswith="survey-reminder")
    assert [one.recipient for one in reminded] == [here.user.email]


def test_batches_ask_and_remind_each_person_once(monkeypatch):
    monkeypatch.setattr("evaluations.surveys.domain.running.BATCH", 2)
    program = program_with(*["protege"] * 5, "mentor")
    EnrollmentFactory(program=program, member=people_in(program)[0], side="mentor")
    survey = asked(program)
    assert survey.responses.count() == 6
    assert survey.responses.get(member=people_in(program)[0]).side == "protege"

    near = _noon(survey.closes_on - timedelta(days=2))
    for _twice in range(2):
        advance_surveys(now=near)

    told = OutboxMessage.objects.filter(key__startswith="survey-reminder")
    assert told.count() == 6
    survey.refresh_from_db()
    assert survey.reminded_at == near


def test_one_reminder_goes_to_those_who_have_not_sent():
    program = program_with("protege", "protege", "protege")
    survey = asked(program)
    sent, begun, silent = people_in(program)
    answer(survey, sent, [4])
    answer(survey, begun, [4], send=False)
    near = _noon(survey.closes_on - timedelta(days=2))

    advance_surveys(now=near - timedelta(days=3))
    assert OutboxMessage.objects.filter(key__startswith="survey-reminder").count() == 0
    for _twice in range(2):
        advance_surveys(now=near)

    told = OutboxMessage.objects.filter(key__startswith="survey-reminder")
    assert {one.recipient for one in told} == {begun.user.email, silent.user.email}


def test_a_short_survey_has_no_reminder():
    survey = asked(program_with("protege"), days=4)

    advance_surveys(now=_noon(survey.closes_on))

    assert OutboxMessage.objects.filter(key__startswith="survey-reminder").count() == 0


def test_sending_and_the_end_take_back_mail_that_waits():
    program = program_with("protege", "protege")
    survey = asked(program)
    first, second = people_in(program)
    states = OutboxMessage.objects.filter(kind="survey")
    assert set(states.values_list("state", flat=True)) == {"pending"}

    answer(survey, first, [4])
    assert states.get(recipient_mark=mark_of(first.user.email)).state == "cancelled"
    assert states.get(recipient_mark=mark_of(second.user.email)).state == "pending"
    over(survey)
    assert states.get(recipient_mark=mark_of(second.user.email)).state == "cancelled"


def test_opening_and_counting_are_told_to_the_institutions_systems():
    program = program_with("protege")
    WebhookEndpoint.objects.create(
        institution_id=program.institution_id, url="https://it.school.example/", events=["*"]
    )

    survey = over(asked(program))

    told = WebhookEvent.objects.filter(name__startswith="survey.").order_by("created_at")
    assert [one.name for one in told] == ["survey.opened", "survey.counted"]
    data = json.loads(told[1].body)["data"]
    assert data == {
        "object": "survey",
        "id": str(survey.pk),
        "instrument_id": str(survey.instrument_id),
        "program_id": str(program.pk),
        "occasion": "start",
        "institution_id": str(program.institution_id),
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_each_person_once():
    program = program_with(*["protege"] * 6)
    planned(program)
    start = Barrier(2)
    found: list[int] = []

    def work() -> None:
        try:
            start.wait()
            found.append(advance_surveys())
        finally:
            connection.close()

    workers = [Thread(target=work) for _two in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sum(found) == 6
    assert Response.objects.count() == OutboxMessage.objects.filter(kind="survey").count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("counting", "kept"), [(False, True), (True, False)])
def test_people_answer_while_others_are_asked_and_not_while_it_is_counted(counting, kept):
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    found: list[bool] = []

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            answer(survey, member, [4])
            found.append(True)
        except OperationalError:
            found.append(False)
        finally:
            connection.close()

    with transaction.atomic():
        Survey.objects.select_for_update(no_key=not counting).get(pk=survey.pk)
        other = Thread(target=work)
        other.start()
        other.join()

    assert found == [kept]


def test_opening_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    for number in (1, 3):
        program = program_with(*["protege"] * number)
        planned(program)
        with django_assert_num_queries(19):
            assert advance_surveys() == number
        Survey.objects.all().delete()


def test_a_survey_that_breaks_stops_no_other(caplog):
    broken, sound = program_with("protege"), program_with("protege")
    for program in (broken, sound):
        planned(program)
    Institution.objects.filter(pk=broken.institution_id).update(time_zone="Nowhere/Such")

    assert advance_surveys() == 1

    assert [one.survey.program for one in Response.objects.all()] == [sound]
    assert f"surveys.advance_one failed for {Survey.objects.get(program=broken).pk}" in caplog.text
