"""Questions at enrollment: written by directors, answered by people, read by whom the page says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.home.my_data.domain.kinds import export
from evaluations.models import FrozenFigures
from matching.models import Program
from matching.programs.domain.lifecycle import begin_matching, copy_program
from profiles.models import Membership, Question, QuestionAnswer
from profiles.questions.domain import answer as give
from profiles.questions.domain import ask, change_question
from profiles.questions.errors import QuestionReworded
from profiles.vocabulary import StaffRoleKind
from tests.factories import EnrollmentFactory, GroupProgramFactory, MembershipFactory
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return GroupProgramFactory(state="enrolling")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


@pytest.fixture
def member(program: Program) -> Membership:
    return MembershipFactory(institution=program.institution, rank="assistant")


def question(program: Program, **fields: Any) -> Question:
    director = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    given = {"text": "Where do you park?", "purpose": "To book places."} | fields
    return ask(program, institution=program.institution, actor=director.user, **given)


def write(client: Client, program: Program, **fields: Any):
    given = {
        "text": "Lunch?",
        "kind": "one",
        "choice_lines": "Meat\r\nNo meat\r\n\r\nMeat",
        "purpose": "To order it.",
        "audience": "directors",
    }
    address = reverse("matching:program_question_new", args=[program.pk])
    return client.post(address, given | fields, follow=True)


def enroll(member: Membership, program: Program, answers: dict[Question, Any], **more: Any):
    data = {"area_research": "1", "hours": ["18", "20"], "time_zone": "UTC", **more}
    data |= {f"question_{one.pk}": said for one, said in answers.items()}
    address = reverse("matching:enroll", args=[program.pk, "protege"])
    return client_of(member).post(address, data, follow=True)


def test_director_writes_a_question_and_people_see_what_for_and_who_reads_it(
    program, director, member
) -> None:
    empty = director.get(reverse("matching:program_questions", args=[program.pk]))
    assert "No questions yet" in empty.content.decode()

    write(director, program)

    row = Question.objects.get()
    assert (row.text, row.choices) == ("Lunch?", ["Meat", "No meat"])
    page = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))
    assert "To order it. You and the program directors can read this." in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"choice_lines": "Meat"}, "Enter at least two choices"),
        (
            {"kind": "text", "audience": "counts"},
            "Only choices and yes-or-no answers can be counted.",
        ),
        ({"purpose": ""}, "This field is required."),
        ({"choice_lines": "\n".join(str(one) for one in range(31))}, "at most 30 choices"),
    ],
)
def test_question_that_cannot_be_is_refused_with_what_was_typed(
    program, director, fields, said
) -> None:
    text = write(director, program, **fields).content.decode()

    assert said in text
    assert "Lunch?" in text
    assert Question.objects.count() == 0


ANSWERS = [
    ("text", [], "Garage", "Garage", "Garage"),
    ("long_text", [], "One\r\ntwo", "One\ntwo", "One<br>two"),
    ("one", ["Meat", "No meat"], "Meat", "Meat", "Meat"),
    ("several", ["Mon", "Tue", "Wed"], ["Wed", "Mon"], ["Mon", "Wed"], "Mon, Wed"),
    ("yes_no", [], "no", False, "No"),
    ("number", [], "0", 0, "0"),
    ("date", [], "2027-01-08", "2027-01-08", "Jan 8, 2027"),
]


@pytest.mark.parametrize(("kind", "choices", "given", "kept", "read"), ANSWERS)
def test_each_kind_is_answered_read_and_filled_in_again(
    program, director, member, kind, choices, given, kept, read
) -> None:
    row = question(program, kind=kind, choices=choices, required=True)
    assert "This field is required." in enroll(member, program, {}).content.decode()

    enroll(member, program, {row: given})

    assert QuestionAnswer.objects.get().value == kept
    page = director.get(reverse("matching:program_answers", args=[program.pk])).content.decode()
    assert f"<strong>{member.name}</strong>: {read}" in page
    again = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))
    form = again.context["beside"].answers
    enroll(member, program, {row: form[f"question_{row.pk}"].value()})
    assert QuestionAnswer.objects.get().value == kept


def test_answer_is_taken_back_while_enrollment_is_open_and_stays_afterwards(
    program, member
) -> None:
    row = question(program)
    enroll(member, program, {row: "Garage"})
    enroll(member, program, {row: ""})
    assert QuestionAnswer.objects.count() == 0
    enroll(member, program, {row: "Street"})

    Program.objects.update(state="matching")
    enroll(member, program, {row: "Garage"})

    assert QuestionAnswer.objects.get().value == "Street"
    page = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))
    assert "Enrollment is closed, so you can’t change your answers." in page.content.decode()


def test_answered_question_keeps_its_words_and_readers(program, director, member) -> None:
    row = question(program, kind="yes_no", audience="counts")
    address = reverse("matching:program_question", args=[program.pk, row.pk])
    change = {"text": "Other", "kind": "yes_no", "purpose": "x", "audience": "directors"}
    enroll(member, program, {row: "yes"})

    page = director.post(address, change)

    assert "People already answered this question." in page.content.decode()
    row.refresh_from_db()
    assert (row.text, row.audience) == ("Where do you park?", "counts")
    delete = reverse("matching:program_question_delete", args=[program.pk, row.pk])
    assert "are deleted too" in director.post(delete).content.decode()
    assert Question.objects.count() == 1
    director.post(delete, {"sure": "1"})
    assert (Question.objects.count(), QuestionAnswer.objects.count()) == (0, 0)


def test_question_of_another_program_is_not_there(program, director) -> None:
    row = question(GroupProgramFactory(institution=program.institution))

    for name in ("program_question", "program_question_delete"):
        address = reverse(f"matching:{name}", args=[program.pk, row.pk])
        assert director.post(address, {"sure": "1"}).status_code == 404
    assert Question.objects.count() == 1


def test_what_is_counted_only_no_director_reads_by_name(program, director, member) -> None:
    row = question(program, kind="one", choices=["Quiet", "Loud"], audience="counts")
    enroll(member, program, {row: "Loud"})

    for name in ("matching:program_answers", "matching:directing_people"):
        assert "Loud" not in director.get(reverse(name, args=[program.pk])).content.decode()
    counts = director.get(reverse("evaluations:question_counts", args=[program.pk]))
    assert "Counted once, when enrollment closes." in counts.content.decode()
    assert "Loud" not in counts.content.decode()
    directing = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    assert list(QuestionAnswer.objects.visible_to(directing.user)) == []
    assert [one.value for one in QuestionAnswer.objects.visible_to(member.user)] == ["Loud"]


def answered(program: Program, row: Question, *values: Any) -> None:
    for value in values:
        one = EnrollmentFactory(program=program)
        QuestionAnswer.objects.create(
            institution=one.institution, question=row, member=one.member, value=value
        )


def close(program: Program, director: Client) -> list[Any]:
    """Close enrollment; what the page of counts shows then."""
    begin_matching(program, actor=EnrollmentFactory(program=program).member.user)
    page = director.get(reverse("evaluations:question_counts", args=[program.pk]))
    return [(one.people, dict(one.counts), one.withheld) for one in page.context["rows"]]


def test_counts_below_the_threshold_and_what_gives_them_away_are_withheld(
    program, director
) -> None:
    EnrollmentFactory(program=program, side="mentor")
    choice = question(program, kind="one", choices=["A", "B", "C"], audience="counts")
    several = question(program, kind="several", choices=["X", "Y"], audience="counts")
    few = question(program, kind="yes_no", audience="counts")
    answered(program, choice, *["A"] * 9, *["B"] * 6, *["C"] * 2)
    answered(program, several, *[["X"]] * 6, *[["X", "Y"]] * 6, *[["Y"]] * 1)
    answered(program, few, *[True] * 4)

    shown = close(program, director)

    assert shown == [
        # Two people said C; with all others shown, they would follow by subtraction.
        (17, {"A": 9, "B": None, "C": None}, True),
        # All but one have X, so X would point at that one; Y is many against many.
        (13, {"X": None, "Y": 7}, True),
        (None, {"Yes": None, "No": None}, True),
    ]
    page = director.get(reverse("evaluations:question_counts", args=[program.pk]))
    assert "Counts about fewer than 5 people are hidden." in page.content.decode()
    file = director.get(reverse("evaluations:question_counts_file", args=[program.pk]))
    assert "Where do you park?,C,hidden" in file.content.decode()
    assert "Where do you park?,A,9" in file.content.decode()


def test_counted_once_so_that_no_later_answer_moves_it(program, director) -> None:
    EnrollmentFactory(program=program, side="mentor")
    row = question(program, kind="yes_no", audience="counts")
    answered(program, row, *[True] * 6, *[False] * 6)
    before = close(program, director)
    assert before == [(12, {"Yes": 6, "No": 6}, False)]

    answered(program, row, True)
    Program.objects.update(state="enrolling")
    program.refresh_from_db()

    assert close(program, director) == before
    assert FrozenFigures.objects.filter(subject=row.pk).count() == 1


def test_director_who_answered_counts_for_the_threshold(program, director) -> None:
    EnrollmentFactory(program=program, side="mentor")
    row = question(program, kind="yes_no", audience="counts")
    answered(program, row, *[True] * 4, *[False] * 5)
    directing = MembershipFactory(
        institution=program.institution, offices=[StaffRoleKind.DIRECTOR], rank="assistant"
    )
    enroll(directing, program, {row: "yes"})

    shown = close(program, director)

    assert FrozenFigures.objects.get(subject=row.pk).threshold == 6
    assert shown == [(10, {"Yes": None, "No": None}, True)]


def test_people_from_outside_whom_directors_invite_are_not_counted(program, director) -> None:
    EnrollmentFactory(program=program, side="mentor")
    row = question(program, kind="yes_no", audience="counts")
    answered(program, row, *[True] * 5)
    keys = QuestionAnswer.objects.values("member")
    guests = Membership.objects.filter(pk__in=keys).exclude(pk=keys[0]["member"])
    guests.update(source="invited", rank="")

    assert close(program, director) == [(None, {"Yes": None, "No": None}, True)]


def test_answer_to_a_question_that_has_changed_since_the_page_was_opened_is_refused(
    program, director, member
) -> None:
    row = question(program, kind="yes_no", audience="counts")
    address = reverse("matching:enroll", args=[program.pk, "protege"])
    page = client_of(member).get(address).content.decode()
    marks = dict(re.findall(r'name="(asked_question_[^"]+)" value="([^"]+)"', page))
    change_question(row, actor=member.user, audience="directors")

    page = enroll(member, program, {row: "yes"}, **marks).content.decode()

    assert "This question changed since you opened the page." in page
    assert 'value="yes"' in page
    assert "checked" in page
    assert not QuestionAnswer.objects.exists()
    # So too where it changes while the answer is on its way.
    with pytest.raises(QuestionReworded):
        give(member, [row], answers={str(row.pk): True})
    enroll(member, program, {row: "yes"})
    assert QuestionAnswer.objects.count() == 1


def test_next_cohort_is_asked_the_same_and_has_no_answers(program, member) -> None:
    row = question(program, kind="one", choices=["A", "B"])
    enroll(member, program, {row: "A"})

    copy = copy_program(program, actor=member.user)

    [again] = Question.objects.about(copy)
    assert (again.text, again.choices, again.answers.count()) == (row.text, ["A", "B"], 0)
    assert row.answers.count() == 1


def test_person_finds_their_answers_in_their_own_data(program, member) -> None:
    row = question(program)
    enroll(member, program, {row: "Under the bridge"})

    assert "Under the bridge" in str(export(member))


@pytest.mark.parametrize("questions", [1, 3])
def test_answers_page_asks_as_many_queries_whatever_there_is(
    program, director, questions, django_assert_num_queries
) -> None:
    for number in range(questions):
        answered(program, question(program, text=f"Question {number}"), "x", "y")
    address = reverse("matching:program_answers", args=[program.pk])
    director.get(address)

    with django_assert_num_queries(9):
        director.get(address)
