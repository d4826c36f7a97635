"""Inviting, reminding, enrolling and withdrawing for someone, and answering applications."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, Program
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Goal, Membership, Need, Preferences
from profiles.vocabulary import Rank
from tests.factories import EnrollmentFactory, MentorOfferFactory
from tests.support.enrollment import mails, page_of, person
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


def test_reminder_shows_whom_it_reaches_and_goes_to_each_once_a_day(
    program: Program, director: Client
) -> None:
    EnrollmentFactory(program=program, member=person(program, "Enrolled"))
    open_to, bounced = person(program, "Open"), person(program, "Bounced")
    Preferences.objects.create(
        member=bounced, institution=bounced.institution, trouble=Preferences.Trouble.BOUNCED
    )
    remind = reverse("matching:program_remind", args=[program.pk, "protege"])

    page = on_one_line(director.get(remind).content.decode())
    assert "1 person gets an email: Ada Open" in page
    assert "1 more person can enroll, but emails to them fail." in page
    assert not mails("program_invitation")

    said = [
        director.post(remind, {"words": words}, follow=True).content.decode()
        for words in ("We need you.", "We need you today.")
    ]
    assert "We emailed 1 person." in said[0]
    assert "We emailed 0 people." in said[1]

    [mail] = mails("program_invitation")
    assert mail.recipient == open_to.user.email
    assert "We need you." in mail.body_text
    assert "Enrollment closes on Jan 31, 2099." in mail.body_text


def test_no_one_is_reminded_once_the_last_day_is_over(program: Program, director: Client) -> None:
    person(program, "Open")
    Program.objects.update(enroll_until=date(2020, 1, 31))
    remind = reverse("matching:program_remind", args=[program.pk, "protege"])

    page = director.post(remind, {"words": ""}, follow=True).content.decode()

    assert "open for enrollment now" in page
    assert not mails("program_invitation")


@pytest.mark.parametrize(("state", "takes"), [("enrolling", 0), ("running", 1)])
def test_a_director_of_a_program_that_runs_enrolls_someone_late_on_purpose(
    program: Program, director: Client, state: str, takes: int
) -> None:
    Program.objects.update(enroll_until=date(2020, 1, 31), state=state)
    given = {"side": "protege", "people": person(program, "Late").email, "sure": "1"}
    director.post(reverse("matching:enroll_for", args=[program.pk]), given)

    asked = mails("enrollment_confirm")

    assert len(asked) == takes
    for mail in asked:
        found = re.search(r"https?://[^/]+(/programs/confirm/\S+)", mail.body_text)
        assert found is not None
        Client().post(found[1], {"answer": "yes"})
    assert Enrollment.objects.active().count() == takes


def test_invitation_takes_names_in_any_form_and_asks_first(
    program: Program, director: Client
) -> None:
    okafor, sato = person(program, "Okafor"), person(program, "Sato")
    person(program, "Twin")
    person(program, "Twin")
    invite = reverse("matching:program_invite", args=[program.pk])
    given = {"side": "protege", "people": f"Okafor, Ada\n<{sato.email}>;", "words": "Join us"}

    answer = director.post(invite, {"side": "protege", "people": "Ada Twin\nNo One"})
    errors = str(answer.context["form"].errors["people"])
    assert "Choose who you mean." in errors
    assert [str(one.text) for one in answer.context["form"].picking.picked.choices] == ["Ada Twin"]
    assert "Line 1: no one at your institution is called No One" in errors

    asks = on_one_line(director.post(invite, given).content.decode())
    assert "2 people get an email: Ada Okafor, Ada Sato" in asks
    assert not mails("program_invitation")

    director.post(invite, given | {"sure": "1"})
    told = {one.recipient for one in mails("program_invitation")}
    assert told == {okafor.user.email, sato.user.email}


def enrolled_for(director: Client, program: Program, member: Membership) -> str:
    """Enroll someone on their behalf; the path of the link in their email."""
    given = {"side": "protege", "people": member.email, "sure": "1"}
    director.post(reverse("matching:enroll_for", args=[program.pk]), given)
    [mail] = mails("enrollment_confirm")
    found = re.search(r"https?://[^/]+(/programs/confirm/\S+)", mail.body_text)
    assert found is not None
    return found[1]


def test_enrollment_for_someone_counts_once_they_confirm(
    program: Program, director: Client
) -> None:
    link = enrolled_for(director, program, person(program, "Phoned"))

    assert "Asked to confirm" in page_of(director, program)
    assert "Yes, enroll me" in Client().get(link).content.decode()
    assert not Enrollment.objects.active().exists()  # looking changes nothing

    page = Client().post(link, {"answer": "yes"}).content.decode()

    row = Enrollment.objects.get()
    assert "You are enrolled in Half a generation" in on_one_line(page)
    assert (row.is_active, row.source) == (True, Enrollment.Source.TAKEN_IN)
    assert Client().post(link, {"answer": "no"}).status_code == 410


def test_needs_and_goals_of_whom_a_director_enters_stay_their_own(
    program: Program, director: Client
) -> None:
    member = person(program, "Phoned", expertise=["Statistics"])
    Need.objects.create(
        institution=member.institution, member=member, area="balance", role="sponsor"
    )
    Goal.objects.create(
        institution=member.institution, member=member, horizon="short", text="Leave this place"
    )
    link = enrolled_for(director, program, member)
    Client().post(link, {"answer": "yes"})

    row = Enrollment.objects.active().get()
    assert (row.areas, row.roles, row.goals) == ({}, [], "")
    assert "Statistics" in row.expertise


def test_what_a_hidden_mentor_profile_says_is_not_taken_either(
    program: Program, director: Client
) -> None:
    hidden, open_to_all = person(program, "Hidden"), person(program, "Open")
    for member, paused in ((hidden, True), (open_to_all, False)):
        MentorOfferFactory(member=member, areas=["career"], paused=paused)
        given = {"side": "mentor", "people": member.email, "sure": "1"}
        director.post(reverse("matching:enroll_for", args=[program.pk]), given)

    areas = {one.member_id: one.areas for one in Enrollment.objects.filter(side="mentor")}
    assert areas == {hidden.pk: {}, open_to_all.pk: {"career": 2}}


def test_a_button_that_is_pressed_twice_asks_once_and_its_link_works(
    program: Program, director: Client
) -> None:
    member = person(program, "Phoned")
    link = enrolled_for(director, program, member)

    assert enrolled_for(director, program, member) == link
    Client().post(link, {"answer": "yes"})
    assert Enrollment.objects.get().is_active


def test_who_declines_is_not_enrolled_and_a_canceled_question_is_over(
    program: Program, director: Client
) -> None:
    link = enrolled_for(director, program, person(program, "Phoned"))
    Client().post(link, {"answer": "no"})
    row = Enrollment.objects.get()
    assert (row.is_active, row.awaits) == (False, "")

    OutboxMessage.objects.all().delete()
    link = enrolled_for(director, program, row.member)
    director.post(reverse("matching:withdraw_for", args=[row.pk]))

    assert Client().post(link, {"answer": "yes"}).status_code == 410
    row.refresh_from_db()
    assert not row.is_active
    assert not mails("enrollment_withdrawn_for")  # nothing that had counted was taken away


def test_who_may_not_enroll_is_not_enrolled_by_a_director_either(
    program: Program, director: Client
) -> None:
    member = person(program, "Senior", rank=Rank.FULL)
    given = {"side": "protege", "people": member.email, "sure": "1"}

    answer = director.post(reverse("matching:enroll_for", args=[program.pk]), given, follow=True)

    assert "takes these ranks as mentees" in answer.content.decode()
    assert not Enrollment.objects.exists()


def test_withdrawing_for_someone_asks_first_and_tells_them(
    program: Program, director: Client
) -> None:
    row = EnrollmentFactory(program=program, member=person(program, "Phoned"))
    withdraw = reverse("matching:withdraw_for", args=[row.pk])

    assert "only if they asked you to" in director.post(withdraw).content.decode()
    row.refresh_from_db()
    assert row.is_active

    director.post(withdraw, {"sure": "1"})
    row.refresh_from_db()
    assert not row.is_active
    [mail] = mails("enrollment_withdrawn_for")
    assert mail.recipient == row.member.user.email


@pytest.mark.parametrize(("act", "counts"), [("accept", True), ("decline", False)])
def test_where_it_is_wanted_a_director_answers_each_enrollment(
    program: Program, director: Client, act: str, counts: bool
) -> None:
    program.asks_approval = True
    program.save()
    client = client_of(person(program, "Applicant"))

    enroll = reverse("matching:enroll", args=[program.pk, "protege"])
    answer = client.post(enroll, {"area_research": "1", "goals": "x"}, follow=True)
    row = Enrollment.objects.get()
    assert "A director will answer" in answer.content.decode()
    assert (row.is_active, row.awaits) == (False, "director")
    assert "Waiting for you" in page_of(director, program)

    answer_it = reverse("matching:enrollment_answer", args=[row.pk, act])
    first = director.post(answer_it)
    if act == "decline":
        assert "They get an email that says so." in first.content.decode()
        assert not mails("enrollment_answer")
        director.post(answer_it, {"sure": "1"})

    row.refresh_from_db()
    assert (row.is_active, row.awaits) == (counts, "")
    [mail] = mails("enrollment_answer")
    assert ("You are enrolled" in mail.body_text) == counts

    accept = reverse("matching:enrollment_answer", args=[row.pk, "accept"])
    assert "Someone already answered" in director.post(accept, follow=True).content.decode()
    assert len(mails("enrollment_answer")) == 1


def test_application_that_waits_can_be_withdrawn(program: Program) -> None:
    program.asks_approval = True
    program.save()
    client = client_of(person(program, "Applicant"))
    client.post(
        reverse("matching:enroll", args=[program.pk, "protege"]),
        {"area_research": "1", "goals": "x"},
    )

    client.post(reverse("matching:withdraw", args=[program.pk, "protege"]))

    row = Enrollment.objects.get()
    assert (row.is_active, row.awaits) == (False, "")
