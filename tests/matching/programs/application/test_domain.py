"""What people say beside their application: which dates they can come."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import (
    DateAnswer,
    Enrollment,
    GroupApplication,
    GroupRules,
)
from tests.factories import EnrollmentFactory, MembershipFactory
from tests.support.matching import client_of
from tests.support.program_dates import enroll, mails, said_of

pytestmark = pytest.mark.django_db


def test_enrollment_asks_for_the_dates_and_for_no_hours(program, dated) -> None:
    member = MembershipFactory(institution=program.institution, rank="assistant")
    text = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))
    text = text.content.decode()
    assert 'name="hours"' not in text
    assert "Can you come on these dates?" in text
    assert "You and the program’s directors see your answers." in text

    enroll(member, program, said_of(dated, "yes", "no", "not_sure"))

    answers = DateAnswer.objects.order_by("date__day").values_list("answer", flat=True)
    assert list(answers) == ["yes", "no", "not_sure"]
    assert GroupApplication.objects.get().hours == []
    [mail] = mails("enrolled")
    assert mail.recipient == member.user.email
    assert "– Thu, Jan 8, 2099, 9:00 AM to 5:00 PM" in mail.body_text

    enroll(member, program, said_of(dated, "yes", "yes", "yes"))

    assert set(DateAnswer.objects.values_list("answer", flat=True)) == {"yes"}
    assert len(mails("enrolled")) == 1


def test_date_without_an_answer_is_said_and_what_was_typed_stays(program, dated) -> None:
    member = MembershipFactory(institution=program.institution, rank="assistant")
    answers = said_of(dated, "yes", "no", "yes")
    del answers[f"date_{dated[2].pk}"]

    text = enroll(member, program, answers, goals="A grant").content.decode()

    assert "This field is required." in text
    assert "A grant" in text
    assert text.count(" checked") == 2
    assert Enrollment.objects.count() == 0


def test_weekly_hours_are_asked_where_groups_meet_in_them(program, dated) -> None:
    GroupRules.objects.update(meets="hours")
    member = MembershipFactory(institution=program.institution, rank="assistant")

    page = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))

    text = page.content.decode()
    assert 'name="hours"' in text
    assert "Can you come on these dates?" not in text


def test_director_learns_who_cannot_come_on_many_of_the_dates(program, dated, director) -> None:
    busy = EnrollmentFactory(program=program, member__family_name="Busy")
    free = EnrollmentFactory(program=program, member__family_name="Free")
    EnrollmentFactory(program=program, member__family_name="Quiet")
    for row, said in zip(dated, ("no", "no", "yes"), strict=True):
        for one, answer in ((busy, said), (free, "yes")):
            DateAnswer.objects.create(
                institution=one.institution, enrollment=one, date=row, answer=answer
            )

    page = director.get(reverse("matching:program_answers", args=[program.pk]))

    counts = page.context["counts"]
    assert [(one.yes, one.no, one.not_sure, one.open) for one in counts] == [
        (1, 1, 0, 1),
        (1, 1, 0, 1),
        (2, 0, 0, 1),
    ]
    assert [one.enrollment for one in page.context["absentees"]] == [busy]
    desk = director.get(reverse("matching:directing", args=[program.pk])).content.decode()
    assert "1 person can’t come on many of the dates." in desk
