"""Surveys in the browser: those who are asked, and the director who asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.models import Answer, Instrument, Response, Survey
from evaluations.surveys.domain.running import advance_surveys
from matching.models import Program
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act, client_of, look
from tests.evaluations.surveys.builders import (
    answer,
    asked,
    director_of,
    people_in,
    program_with,
)
from tests.factories import InstitutionFactory, MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
WHOLE = {"item-1": "5", "item-2": "1", "item-3": "1", "item-4": "7"}


def row_of(survey: Survey, member: Membership) -> Response:
    return Response.objects.get(survey=survey, member=member)


def values_of(row: Response) -> list[int]:
    return list(row.answers.order_by("item__position").values_list("value", flat=True))


def body(response) -> str:
    return response.content.decode()


# Those who are asked ----------------------------------------------------------------------------


def test_it_waits_on_the_home_page_until_it_is_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    home = reverse("networks:home")
    address = reverse("evaluations:survey", args=[row_of(survey, member).pk])
    client = client_of(member)
    assert address in body(client.get(home))

    sent = act(member, "survey", row_of(survey, member).pk, **WHOLE, send="1")

    assert sent.redirect_chain == [(home, 302)]
    assert values_of(row_of(survey, member)) == [5, 1, 1, 7]
    assert row_of(survey, member).submitted_at is not None
    assert address not in body(client.get(home))


def test_form_without_an_answer_is_kept_as_empty_and_not_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)

    kept = client_of(member).post(reverse("evaluations:survey", args=[row.pk]))

    assert kept.status_code == 302
    assert values_of(row) == []
    assert row_of(survey, member).submitted_at is None


def test_answers_are_read_by_nobody_else(django_assert_num_queries):
    program = program_with("protege", "mentor")
    survey = asked(program)
    (member,), (mentor,) = people_in(program), people_in(program, "mentor")
    answer(survey, member, (5, 1))
    boss = director_of(program.institution)
    Membership.objects.filter(pk=member.pk).update(supervisor=boss)
    pk = row_of(survey, member).pk

    for other in (mentor, boss):
        assert look(other, "survey", pk).status_code == 404
        assert act(other, "survey", pk, **WHOLE, send="1").status_code == 404
    assert values_of(row_of(survey, member)) == [5, 1]


def test_list_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    program = program_with("protege")
    (member,) = people_in(program)
    client = client_of(member)
    address = reverse("evaluations:surveys")
    for occasion in ("start", "midway", "end"):
        asked(program, occasion=occasion)
        if occasion != "midway":
            client.get(address)
            with django_assert_num_queries(4):
                client.get(address)


def test_my_data_shows_and_deletes_answers():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    answer(survey, member, (5, 1))
    assert "Your survey answers" in body(look(member, "my_data"))

    act(member, "my_data", kind="survey_answers", sure="1")

    assert Answer.objects.count() == 0
    assert row_of(survey, member).submitted_at is not None


# The director -----------------------------------------------------------------------------------


def plan(director: Membership, **more):
    today = director.institution.local_date()
    given = {
        "instrument": "mentoring",
        "program": "",
        "occasion": "start",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=14)).isoformat(),
        "note": "",
    }
    return act(director, "survey_new", **given | more)


def test_director_plans_and_those_in_the_program_are_asked():
    program = program_with("protege", "mentor")
    director = director_of(program.institution)
    assert "No surveys yet" in body(look(director, "directing_surveys"))

    page = plan(director, program=str(program.pk), note="Thank you for two minutes.")

    survey = Survey.objects.get()
    assert page.redirect_chain == [(reverse("evaluations:directing_survey", args=[survey.pk]), 302)]
    advance_surveys()
    mails = OutboxMessage.objects.filter(kind="survey")
    assert mails.count() == 2
    assert all("Thank you for two minutes." in one.body_text for one in mails)
    page = on_one_line(body(look(director, "directing_surveys")))
    assert '<td data-label="Asked" class="number">2</td>' in page
    assert '<td data-label="Answered" class="number">0</td>' in page


def test_coordinator_without_a_program_is_told_what_to_do_in_place_of_the_form():
    program = program_with("protege")
    unit = UnitFactory(institution=program.institution)
    one = MembershipFactory(institution=program.institution)
    StaffRoleFactory(membership=one, role="coordinator", scope_kind="unit", scope_id=unit.pk)

    before = body(look(one, "survey_new"))
    Program.objects.filter(pk=program.pk).update(unit=unit)
    after = body(look(one, "survey_new"))

    assert "You have no program to ask yet" in before
    assert 'name="instrument"' not in before
    assert "You have no program to ask yet" not in after
    assert 'name="instrument"' in after
    assert 'name="instrument"' in body(look(director_of(InstitutionFactory()), "survey_new"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"closes_on": "2020-01-01"}, "opens_on"),
        ({"opens_on": "2020-01-01"}, "opens_on"),
        ({"instrument": "no-such"}, "instrument"),
        ({"occasion": "never"}, "occasion"),
    ],
)
def test_planning_says_at_its_field_what_is_wrong(more, field):
    director = director_of(program_with("protege").institution)

    page = plan(director, note="Kept words", **more)

    assert list(page.context["form"].errors) == [field]
    assert "Kept words" in body(page)
    assert Survey.objects.count() == 0


def test_programs_of_others_and_drafts_cannot_be_asked():
    director = director_of(program_with("protege").institution)
    for other in (program_with("protege"), program_with(institution=director.institution)):
        if other.institution_id == director.institution_id:
            type(other).objects.filter(pk=other.pk).update(state="draft")
        page = plan(director, program=str(other.pk))
        assert list(page.context["form"].errors) == ["program"]


def test_the_same_is_not_asked_twice_on_one_occasion():
    program = program_with("protege")
    director = director_of(program.institution)
    plan(director, program=str(program.pk))
    page = plan(director, program=str(program.pk))
    assert list(page.context["form"].errors) == ["occasion"]


def test_few_people_are_warned_of_before_they_are_asked():
    program = program_with("protege")
    director = director_of(program.institution)
    today = program.institution.local_date()
    page = plan(director, program=str(program.pk), opens_on=(today + timedelta(days=2)).isoformat())
    assert "to fewer than 5 people" in body(page)


def test_days_are_moved_closing_asks_first_and_calling_off_leaves_nothing():
    program = program_with("protege")
    director = director_of(program.institution)
    survey = asked(program)
    later = survey.closes_on + timedelta(days=2)
    days = {"opens_on": survey.opens_on.isoformat(), "closes_on": later.isoformat()}
    act(director, "directing_survey", survey.pk, **days)
    survey.refresh_from_db()
    assert survey.closes_on == later

    wrong = act(director, "directing_survey", survey.pk, **days | {"closes_on": "2020-01-01"})
    assert list(wrong.context["form"].errors) == ["closes_on"]
    assert "sure" in body(act(director, "survey_act", survey.pk, "close"))
    survey.refresh_from_db()
    assert survey.counted_at is None
    act(director, "survey_act", survey.pk, "close", sure="1")
    survey.refresh_from_db()
    assert survey.counted_at is not None

    plan(director, program=str(program.pk), opens_on=later.isoformat(), closes_on=later.isoformat())
    ahead = Survey.objects.exclude(pk=survey.pk).get()
    act(director, "survey_act", ahead.pk, "call-off")
    assert list(Survey.objects.all()) == [survey]


def test_lists_take_the_same_queries_for_one_and_three(django_assert_num_queries):
    program = program_with("protege")
    director = director_of(program.institution)
    client = client_of(director)
    for occasion in ("start", "midway", "end"):
        asked(program, occasion=occasion)
        if occasion != "midway":
            for name, count in (("directing_surveys", 8), ("instruments", 4)):
                address = reverse(f"evaluations:{name}")
                client.get(address)
                with django_assert_num_queries(count):
                    client.get(address)


# Instruments ------------------------------------------------------------------------------------

GOOD = "question,part,answers,lowest,turned\nGood?,Ours,No|Yes,1,\nBad?,Ours,No|Yes,1,yes\n"


def load(director: Membership, content: str = GOOD, **more):
    file = SimpleUploadedFile("ours.csv", content.encode())
    given = {"name": "Ours", "about": "", "source": "Us", "allowed": "on", "file": file}
    return act(director, "instrument_new", **given | more)


def test_director_loads_reads_and_retires_an_instrument():
    director = director_of(program_with("protege").institution)

    page = load(director)

    row = Instrument.objects.get()
    assert page.redirect_chain == [(reverse("evaluations:instrument", args=[row.pk]), 302)]
    assert [one.turned for one in row.items.all()] == [False, True]
    assert "Ours" in body(look(director, "instruments"))
    act(director, "instrument_retire", row.pk)
    assert Instrument.objects.count() == 0


def test_name_that_is_taken_is_told_at_the_name_and_the_right_must_be_claimed():
    director = director_of(program_with("protege").institution)
    load(director)
    assert list(load(director).context["form"].errors) == ["name"]
    assert list(load(director, name="Other", allowed="").context["form"].errors) == ["allowed"]
