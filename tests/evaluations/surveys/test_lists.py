"""The list of surveys, and reminders from it that tell a director nothing about anyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Survey
from evaluations.surveys.domain.running import advance_surveys
from evaluations.surveys.models import Response
from mentornet.mail.outbox import OutboxMessage
from profiles.models import AuditEvent
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.surveys.builders import answer, asked, director_of, people_in, program_with
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line, table_rows
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
LIST = "evaluations:directing_surveys"


def page(client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def remind(client, *surveys: Survey, **more: str) -> str:
    chosen = {"act": "remind", "row": [one.pk for one in surveys], **more}
    return on_one_line(client.post(reverse(f"{LIST}_act"), chosen, follow=True).content.decode())


def reminders() -> list[str]:
    found = OutboxMessage.objects.filter(key__startswith="survey-reminder:")
    return sorted(found.values_list("recipient", flat=True))


def test_filters_and_search():
    program = program_with("protege")
    survey = asked(program)
    director = client_of(director_of(program.institution))
    row = f'name="row" value="{survey.pk}"'

    assert row in page(director, state="open", program=str(program.pk), occasion="start")
    assert row in page(director, q=program.name)
    assert row not in page(director, state="planned")
    assert row not in page(director, q="zzz")
    Survey.objects.filter(pk=survey.pk).update(counted_at=timezone.now())
    assert row in page(director, state="done")
    assert row not in page(director, state="open")


def test_reminders_go_out_once_and_say_nothing_about_anyone():
    program = program_with("protege", "protege")
    survey = asked(program, days=60)
    sent, silent = people_in(program)
    director = client_of(director_of(program.institution))
    before = remind(director, survey)
    answer(survey, sent, [4])
    after = remind(director, survey)
    assert "1 survey: everyone who has not answered gets one email." in after
    assert "Send reminders" in before
    assert reminders() == []

    remind(director, survey, sure="1")
    advance_surveys()
    advance_surveys()

    assert reminders() == [silent.user.email]
    event = AuditEvent.objects.get(verb="survey.reminded")
    assert event.subject_id == survey.pk
    again = remind(director, survey)
    assert "had a reminder in the last 7 days" in again
    assert "Send reminders" not in again
    remind(director, survey, sure="1")
    advance_surveys()
    assert reminders() == [silent.user.email]


def test_a_survey_that_everyone_answered_looks_the_same():
    program = program_with("protege", "protege")
    survey = asked(program, days=60)
    director = client_of(director_of(program.institution))
    some = remind(director, survey)
    for one in people_in(program):
        answer(survey, one, [4])

    everyone = remind(director, survey)
    done = remind(director, survey, sure="1")
    advance_surveys()

    assert "1 survey: everyone who has not answered gets one email." in some
    assert "1 survey: everyone who has not answered gets one email." in everyone
    assert "Reminders for 1 survey go out now." in done
    assert reminders() == []


def test_a_later_reminder_comes_after_a_week_and_before_the_last_day():
    program = program_with("protege")
    survey = asked(program, days=60)
    (silent,) = people_in(program)
    director = client_of(director_of(program.institution))
    remind(director, survey, sure="1")
    advance_surveys()
    week_ago = timezone.now() - timedelta(days=8)
    Survey.objects.update(reminded_at=week_ago, reminder_asked_at=week_ago)

    remind(director, survey, sure="1")
    advance_surveys()
    assert reminders() == [silent.user.email] * 2

    answer(survey, silent, [4])
    waiting = OutboxMessage.objects.filter(key__startswith="survey-reminder:", state="pending")
    assert not waiting.exists()


def test_a_planned_and_a_closed_survey_remind_no_one():
    program = program_with("protege")
    survey = asked(program, days=60)
    director = client_of(director_of(program.institution))
    Survey.objects.update(counted_at=timezone.now())
    assert "Send reminders" not in remind(director, survey)
    Survey.objects.update(counted_at=None, opened_at=None)
    assert "Send reminders" not in remind(director, survey)


def test_others_remind_no_one_and_see_no_list():
    program = program_with("protege")
    survey = asked(program, days=60)
    unit = UnitFactory(institution=program.institution)
    elsewhere = MembershipFactory(institution=program.institution)
    StaffRoleFactory(membership=elsewhere, role="coordinator", scope_kind="unit", scope_id=unit.pk)

    remind(client_of(elsewhere), survey, sure="1")
    remind(client_of(director_of(MembershipFactory().institution)), survey, sure="1")

    survey.refresh_from_db()
    assert survey.reminder_asked_at is None
    assert str(survey.pk) not in page(client_of(elsewhere))
    for role in ([], [StaffRoleKind.ANALYST], [StaffRoleKind.OMBUDS]):
        member = MembershipFactory(institution=program.institution, offices=role)
        assert client_of(member).get(reverse(LIST)).status_code == 403


def test_the_page_of_a_survey_leads_to_the_question():
    program = program_with("protege")
    survey = asked(program, days=60)
    director = client_of(director_of(program.institution))
    address = reverse("evaluations:directing_survey", args=[survey.pk])

    assert "Remind people to answer" in director.get(address).content.decode()
    remind(director, survey, sure="1")
    assert "Remind people to answer" not in director.get(address).content.decode()


def test_the_response_rate_says_no_more_than_the_numbers_beside_it():
    program = program_with(*["protege"] * 8)
    survey = asked(program)
    people = people_in(program)
    director = client_of(director_of(program.institution))
    rates = []
    for count in (4, 6):
        for one in people[count - 2 : count] if count == 6 else people[:count]:
            answer(survey, one, [4])
        Response.objects.exclude(submitted_at=None).update(
            submitted_at=timezone.now() - timedelta(days=1)
        )
        (row,) = table_rows(director.get(reverse(LIST)).content)
        rates.append(row[5:8])

    # Four are too few for a figure, six are told as five: so is their share.
    assert rates == [["8", "0", "–"], ["8", "5", "62"]]
