"""Surveys in the browser: those who are asked, and the director who asks."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.models import Answer, Instrument, Response, Survey
from evaluations.surveys.domain.running import advance_surveys
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act, client_of, look
from tests.evaluations.surveys.builders import (
    answer,
    asked,
    director_of,
    over,
    people_in,
    program_with,
)

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


def test_each_answer_is_kept_by_itself_and_a_wrong_one_takes_none_with_it():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    address = reverse("evaluations:survey", args=[row.pk])
    client = client_of(member)

    kept = client.post(address, {"item-1": "4"}, headers={"hx-request": "true"})
    assert "Saved" in body(kept)
    wrong = client.post(address, {"item-1": "3", "item-4": "51"}, headers={"hx-request": "true"})

    assert "save-status--failed" in body(wrong)
    assert values_of(row) == [3]
    row.refresh_from_db()
    assert row.submitted_at is None
    page = body(client.get(address))
    assert 'value="3" id="id_item-1_2" checked' in " ".join(page.split())


def test_what_is_wrong_stands_at_its_field_with_all_that_was_typed():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    again = act(member, "survey", row_of(survey, member).pk, **WHOLE | {"item-4": "51"}, send="1")

    assert again.status_code == 200
    assert again.context["form"].errors == {
        "item-4": ["Ensure this value is less than or equal to 50."]
    }
    assert again.context["form"]["item-1"].value() == "5"
    assert row_of(survey, member).submitted_at is None


def test_nothing_answered_is_not_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    again = act(member, "survey", row_of(survey, member).pk, send="1")

    assert "Answer at least one question" in body(again)
    assert row_of(survey, member).submitted_at is None


def test_answers_are_left_out_again_and_changed_until_the_last_day():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    pk = row_of(survey, member).pk
    act(member, "survey", pk, **WHOLE, send="1")

    act(member, "survey", pk, **WHOLE | {"item-1": "", "item-4": "9"}, send="1")
    assert values_of(row_of(survey, member)) == [1, 1, 9]

    over(survey)
    late = act(member, "survey", pk, **WHOLE, send="1")
    assert "This survey is over" in body(late)
    assert values_of(row_of(survey, member)) == [1, 1, 9]
    assert "They cost too much" in body(look(member, "survey", pk))


def test_what_another_device_left_blank_stays_and_a_skip_takes_back():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    act(member, "survey", row.pk, **WHOLE, later="1")

    # A page that was open since before knows of one answer alone: radios not chosen are not sent.
    act(member, "survey", row.pk, **{"item-2": "3"}, later="1")
    assert values_of(row) == [5, 3, 1, 7]
    act(member, "survey", row.pk, **{"item-1": "", "item-4": ""}, later="1")
    assert values_of(row) == [3, 1]


def test_without_a_script_what_is_right_beside_a_fault_is_kept_and_not_sent():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)

    act(member, "survey", row_of(survey, member).pk, **WHOLE | {"item-4": "51"}, send="1")

    assert values_of(row_of(survey, member)) == [5, 1, 1]
    assert row_of(survey, member).submitted_at is None


def test_keeping_for_later_leads_to_the_list_where_it_waits():
    program = program_with("protege")
    survey = asked(program)
    (member,) = people_in(program)
    row = row_of(survey, member)
    assert "Nothing is asked of you now" in body(look(director_of(program.institution), "surveys"))

    later = act(member, "survey", row.pk, **WHOLE, later="1")

    assert later.redirect_chain == [(reverse("evaluations:surveys"), 302)]
    assert survey.instrument.name in body(later)
    assert (values_of(row), row_of(survey, member).submitted_at) == ([5, 1, 1, 7], None)


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
    assert "What you answered there" in body(look(member, "my_data"))

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
    assert "Nothing has been asked yet" in body(look(director, "directing_surveys"))

    page = plan(director, program=str(program.pk), note="Thank you for two minutes.")

    survey = Survey.objects.get()
    assert page.redirect_chain == [(reverse("evaluations:directing_survey", args=[survey.pk]), 302)]
    advance_surveys()
    mails = OutboxMessage.objects.filter(kind="survey")
    assert mails.count() == 2
    assert all("Thank you for two minutes." in one.body_text for one in mails)
    assert "0 of 2" in body(look(director, "directing_surveys"))


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
    assert "Fewer than 5 people would be asked" in body(page)


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


def test_figures_are_on_the_page_in_the_files_and_nowhere_before_the_end():
    program = program_with(*["protege"] * 5)
    director = director_of(program.institution)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 2, 1, 8))
    client = client_of(director)
    file = reverse("evaluations:survey_file", args=[survey.pk, "csv"])
    assert "4.5" not in body(look(director, "directing_survey", survey.pk))
    assert client.get(file).status_code == 404

    over(survey)

    assert "4.5" in body(look(director, "directing_survey", survey.pk))
    lines = list(csv.reader(StringIO(client.get(file).content.decode("utf-8-sig"))))
    assert ["Worth", "Everybody", "1", "5", "5", "4.5", "100"] in lines
    book = client.get(reverse("evaluations:survey_file", args=[survey.pk, "xlsx"])).content
    cells = load_workbook(BytesIO(book))["Figures"].iter_rows(values_only=True)
    assert ("Worth", "Everybody", 1, 5, 5, 4.5, 100) in list(cells)
    compared = body(look(director, "instrument", survey.instrument_id))
    assert "Kinds of programs on the same measures" in compared
    assert "They cost too much" in compared


def test_too_few_are_not_shown_in_the_page_nor_in_the_file():
    program = program_with(*["protege"] * 4)
    director = director_of(program.institution)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 2, 1, 8))
    over(survey)

    page = body(look(director, "directing_survey", survey.pk))
    file = client_of(director).get(reverse("evaluations:survey_file", args=[survey.pk, "csv"]))

    assert "Fewer than 5 people answered" in page
    assert "4.5" not in page
    assert "Worth" not in file.content.decode("utf-8-sig")


def test_lists_take_the_same_queries_for_one_and_three(django_assert_num_queries):
    program = program_with("protege")
    director = director_of(program.institution)
    client = client_of(director)
    for occasion in ("start", "midway", "end"):
        asked(program, occasion=occasion)
        if occasion != "midway":
            for name, count in (("directing_surveys", 6), ("instruments", 4)):
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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("question,answers\nGood?,Yes\n", "Row 2, answers: A scale has 2 to 11 steps."),
        ("question,answers\nGood?,No|Yes\nGood?,No|Yes\n", "Row 3, question: The same question"),
        ("question,lowest\nGood?,none\n", "Row 2, lowest: A whole number"),
        ("words\nGood?\n", "one of them “question”"),
        ("", "The submitted file is empty."),
    ],
)
def test_faults_of_a_file_are_told_by_row_and_column(content, said):
    director = director_of(program_with("protege").institution)
    page = load(director, content)
    assert said in " ".join(page.context["form"].errors["file"])
    assert Instrument.objects.count() == 0


def test_name_that_is_taken_is_told_at_the_name_and_the_right_must_be_claimed():
    director = director_of(program_with("protege").institution)
    load(director)
    assert list(load(director).context["form"].errors) == ["name"]
    assert list(load(director, name="Other", allowed="").context["form"].errors) == ["allowed"]


def test_example_file_loads_as_it_is():
    director = director_of(program_with("protege").institution)
    example = client_of(director).get(reverse("evaluations:instrument_example"))
    load(director, example.content.decode())
    assert Instrument.objects.get().items.count() == 3


def test_ours_can_be_read_before_anybody_is_asked():
    director = director_of(program_with("protege").institution)
    assert "whom to ask" in body(look(director, "instrument_built_in", "mentoring"))
    assert look(director, "instrument_built_in", "no-such").status_code == 404
    assert Client().get(reverse("evaluations:instruments")).status_code == 302
