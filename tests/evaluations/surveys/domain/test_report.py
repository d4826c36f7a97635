"""What surveys say, and what they keep to themselves."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.models import Answer, Response, Survey
from evaluations.surveys.domain.report import Cell, SurveyReport, compare, survey_reports
from matching.models import Program
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Membership
from tests.evaluations.surveys.builders import (
    answer,
    asked,
    director_of,
    instrument_of,
    over,
    people_in,
    program_with,
)
from tests.factories import EnrollmentFactory, InstitutionFactory
from tests.support.examples import examples

pytestmark = pytest.mark.django_db


def report_of(survey: Survey) -> SurveyReport:
    (found,) = survey_reports([survey], institution=survey.institution)
    return found


def answered(program: Program, values, *, side: str = "protege", **more) -> Survey:
    """A counted survey that the people of one side answered so, one row of values each."""
    survey = asked(program, **more)
    for member, row in zip(people_in(program, side), values, strict=False):
        answer(survey, member, row)
    return over(survey)


def later(program: Program, first: Survey, values, *, occasion: str = "end") -> Survey:
    """The same again at the end, answered by the same people in their order."""
    opens_on = first.closes_on + timedelta(days=5)
    return answered(program, values, occasion=occasion, opens_on=opens_on)


def line(report: SurveyReport, label: str):
    return next(one for one in (*report.lines, *report.questions) if one.label == label)


def test_parts_come_first_with_turned_items_counted_from_the_other_end():
    program = program_with(*["protege"] * 5)
    report = report_of(answered(program, [(5, 1, 1, 4)] * 3 + [(4, 3, 0, 9)] * 2))

    assert [one.label for one in report.lines] == [
        "Worth",
        "Do you have a mentor?",
        "How many were there?",
    ]
    # (5 + 5) / 2 of three people, (4 + 3) / 2 of two.
    assert line(report, "Worth").whole == Cell(people=5, mean=4.4, above=100, along=85)
    assert line(report, "How many were there?").whole == Cell(people=5, mean=6.0, above=None)
    # As it was answered, nothing turned; one or two people are below the middle, so no share.
    assert line(report, "They cost too much").whole == Cell(people=5, mean=1.8, above=0, along=20)


def test_share_of_two_steps_hides_with_the_mean_that_would_tell_it():
    program = program_with(*["protege"] * 10)
    few = report_of(answered(program, [(None, None, 1)] * 8 + [(None, None, 0)] * 2))
    assert line(few, "Do you have a mentor?").whole == Cell(people=10, mean=None, above=None)

    program = program_with(*["protege"] * 10)
    many = report_of(answered(program, [(None, None, 1)] * 5 + [(None, None, 0)] * 5))
    assert line(many, "Do you have a mentor?").whole == Cell(
        people=10, mean=0.5, above=50, along=50
    )


def test_half_of_a_part_is_enough_and_what_is_not_sent_counts_nowhere():
    program = program_with(*["protege"] * 7)
    survey = asked(program)
    people = people_in(program)
    for member in people[:5]:
        answer(survey, member, (5,))
    answer(survey, people[5], (None, None, 1))
    answer(survey, people[6], (1, 5, 0), send=False)

    report = report_of(over(survey))

    assert (report.survey.asked, report.survey.answered) == (7, 6)
    assert line(report, "Worth").whole == Cell(people=5, mean=5.0, above=100, along=100)


def test_too_few_say_nothing_and_one_more_is_wanted_for_each_director_among_them():
    program = program_with(*["protege"] * 4)
    assert not report_of(answered(program, [(5, 1)] * 4)).is_shown

    program = program_with(*["protege"] * 4)
    director = director_of(program.institution)
    EnrollmentFactory(program=program, member=director)
    report = report_of(answered(program, [(5, 1)] * 5))
    assert (report.survey.answered, report.least, report.is_shown) == (5, 6, False)
    assert line(report, "Worth").whole == Cell()


def test_sides_are_told_apart_and_a_small_one_takes_another_with_it():
    program = program_with(*["protege"] * 6, *["mentor"] * 5)
    survey = asked(program)
    for member in people_in(program):
        answer(survey, member, (5, 1))
    for member in people_in(program, "mentor"):
        answer(survey, member, (1, 5))
    report = report_of(over(survey))
    assert [name for _key, name in report.groups] == ["Everyone", "Mentees", "Mentors"]
    worth = line(report, "Worth")
    assert [one.mean for one in worth.cells] == [3.2, 5.0, 1.0]

    program = program_with(*["protege"] * 6, *["mentor"] * 2)
    survey = asked(program)
    for member in (*people_in(program), *people_in(program, "mentor")):
        answer(survey, member, (5, 1))
    worth = line(report_of(over(survey)), "Worth")
    assert [one.people for one in worth.cells] == [8, None, None]


def test_change_is_of_those_who_answered_both_times():
    program = program_with(*["protege"] * 12)
    first = answered(program, [(2, 4)] * 12)
    second = later(program, first, [(4, 2)] * 6)

    change = line(report_of(second), "Worth").change

    assert change is not None
    assert (change.people, change.before, change.after, change.by) == (6, 2.0, 4.0, 2.0)
    assert line(report_of(first), "Worth").change is None


def test_no_change_where_those_who_answered_once_would_follow_from_it():
    """Twelve at the start, ten of them at the end: the two who are missing would be known."""
    program = program_with(*["protege"] * 12)
    first = answered(program, [(2, 4)] * 12)
    second = later(program, first, [(4, 2)] * 10)

    assert line(report_of(second), "Worth").whole.people == 10
    assert line(report_of(second), "Worth").change is None


def test_start_is_compared_once():
    """Eleven and then ten of them: what the one said at the start would be the difference."""
    program = program_with(*["protege"] * 16)
    first = answered(program, [(2, 4)] * 16)
    midway = later(program, first, [(3, 3)] * 9, occasion="midway")
    end = later(program, midway, [(4, 2)] * 11)
    again = later(program, end, [(4, 2)] * 10, occasion="later")

    changes = [line(report_of(one), "Worth").change for one in (midway, end, again)]

    assert [one and one.people for one in changes] == [None, 11, None]


@pytest.mark.parametrize("alone_at", ["start", "end"])
def test_no_change_that_sets_one_of_a_group_apart(alone_at):
    """All protégés and one mentor: less the protégés, the pairs would be that mentor."""
    program = program_with(*["protege"] * 6, *["mentor"] * 6)
    people, mentors = people_in(program), people_in(program, "mentor")
    few, all_ = (*people, mentors[0]), (*people, *mentors)
    start = asked(program)
    for member in few if alone_at == "end" else all_:
        answer(start, member, (2, 4))
    over(start)
    end = asked(program, occasion="end", opens_on=start.closes_on + timedelta(days=5))
    for member in all_ if alone_at == "end" else few:
        answer(end, member, (4, 2))

    worth = line(report_of(over(end)), "Worth")

    assert worth.whole.people == (12 if alone_at == "end" else 7)
    assert worth.change is None


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ([0] * 5 + [1] * 15, [1] * 9 + [0], False),
        ([0] * 5 + [1] * 5 + [0] * 5 + [1] * 5, [1] * 10, True),
        ([0] * 5 + [1] * 5 + [0] * 9 + [1], [1] * 10, False),
    ],
)
def test_change_of_two_steps_is_a_share_and_hides_as_one(before, after, shown):
    program = program_with(*["protege"] * 20)
    first = answered(program, [(None, None, one) for one in before])
    second = later(program, first, [(None, None, one) for one in after])

    change = line(report_of(second), "Do you have a mentor?").change

    assert (change is not None) == shown


def test_question_that_few_left_out_is_not_shown_beside_its_part():
    program = program_with(*["protege"] * 6)
    report = report_of(answered(program, [(5, 1)] * 5 + [(3,)]))

    assert line(report, "Worth").whole == Cell(people=6, mean=4.7, above=None, along=92)
    assert line(report, "They help").whole.people == 6
    assert line(report, "They cost too much").whole == Cell()


def test_threshold_is_not_lowered_for_what_was_asked_before():
    program = program_with(*["protege"] * 4)
    survey = answered(program, [(5, 1)] * 4)
    survey.institution.suppression_threshold = 2
    assert (report_of(survey).least, report_of(survey).is_shown) == (5, False)
    survey.institution.suppression_threshold = 7
    assert report_of(survey).least == 7


def test_threshold_that_was_higher_while_it_was_open_is_kept():
    program = program_with(*["protege"] * 6)
    # It opens at noon: a change of today, before noon, would come before it.
    survey = asked(program, opens_on=program.institution.local_date() - timedelta(days=1))
    change_threshold(program.institution, to=7, by=None)
    for member in people_in(program):
        answer(survey, member, (5, 1))
    change_threshold(program.institution, to=5, by=None)

    report = report_of(over(survey))

    assert (report.least, report.is_shown) == (7, False)


def test_nothing_of_another_program_is_compared():
    program = program_with(*["protege"] * 5)
    first = answered(program, [(2, 4)] * 5)
    other = program_with(institution=program.institution)
    for member in people_in(program):
        EnrollmentFactory(program=other, member=member)
    assert line(report_of(later(other, first, [(5, 1)] * 5)), "Worth").change is None


def test_whole_institution_is_split_by_rank():
    here = InstitutionFactory()
    for rank, count in (("assistant", 6), ("full", 5)):
        for _each in range(count):
            member = director_of(here)
            Membership.objects.filter(pk=member.pk).update(rank=rank)
            member.staff_roles.all().delete()
    survey = asked(None, institution=here)
    for row in Response.objects.filter(survey=survey).select_related("member"):
        answer(survey, row.member, (5, 1) if row.member.rank == "full" else (3, 3))

    report = report_of(over(survey))

    assert [name for _key, name in report.groups] == [
        "Everyone",
        "Assistant professor",
        "Professor",
    ]
    assert [one.mean for one in line(report, "Worth").cells] == [3.9, 3.0, 5.0]


def test_kinds_of_programs_stand_beside_each_other_over_what_is_shown():
    pairs = program_with(*["protege"] * 5)
    here = pairs.institution
    groups = program_with(*["protege"] * 5, institution=here, kind="collaborative")
    small = program_with(*["protege"] * 2, institution=here, kind="collaborative")
    surveys = [
        answered(pairs, [(3, 3)] * 5),
        answered(groups, [(5, 1)] * 5),
        answered(small, [(1, 5)] * 2),
    ]

    found = compare(survey_reports(surveys, institution=here))

    assert [(row.kind, row.surveys, row.people) for row in found.kinds] == [
        ("dyadic", 1, 5),
        ("collaborative", 1, 5),
    ]
    assert [dict(row.cells)["Worth"] for row in found.kinds] == [3.0, 5.0]
    assert len(found.reports) == 3


def test_report_takes_two_queries_for_one_and_three(django_assert_num_queries):
    program = program_with(*["protege"] * 5)
    surveys = [answered(program, [(5, 1)] * 5)]
    for _two in range(2):
        other = program_with(*["protege"] * 5, institution=program.institution)
        surveys.append(answered(other, [(5, 1)] * 5))
    found = list(Survey.objects.select_related("instrument", "program", "institution"))
    for rows in (found[:1], found):
        with django_assert_num_queries(2):
            survey_reports(rows, institution=program.institution)


def test_deleting_answers_leaves_the_count_as_it_was():
    program = program_with(*["protege"] * 5)
    survey = answered(program, [(5, 1)] * 5)
    before = report_of(survey)

    Answer.objects.all().delete()

    assert report_of(over(survey)) == before


rows = st.lists(
    st.tuples(st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)), min_size=1, max_size=9
)


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=rows)
def test_means_are_those_of_a_plain_count(values):
    Survey.objects.all().delete()
    program = program_with(*["protege"] * len(values))
    sent = [row for row in values if row != (None, None)]
    survey = asked(program)
    Survey.objects.filter(pk=survey.pk).update(threshold=1)
    for member, row in zip(people_in(program), sent, strict=False):
        answer(survey, member, row)
    scores = [
        mean([value for value in (first, None if second is None else 6 - second) if value])
        for first, second in sent
    ]

    over(survey)
    # No institution may have so low a threshold; here every figure is to be seen.
    survey.institution.suppression_threshold = survey.threshold = 1
    whole = line(report_of(survey), "Worth").whole

    assert whole.people == (len(scores) or None)
    assert whole.mean == (round(sum(scores) / len(scores), 1) if scores else None)


def test_instruments_of_two_institutions_are_their_own():
    one, other = InstitutionFactory(), InstitutionFactory()
    assert instrument_of(one).pk != instrument_of(other).pk
