"""A chief confirms by a link that the dates are kept free, and learns nothing else."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Enrollment, Program, ProgramDate, TimeConfirmation
from matching.programs.enrollment.domain import withdraw
from matching.tasks import remind_chiefs
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Membership
from tests.factories import GroupProgramFactory, MembershipFactory
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db

CHIEF = "chief@clinic.example"


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory(state="enrolling", name="CMP", asks_chief=True)
    ProgramDate.objects.create(
        institution=program.institution, program=program, day=date(2099, 1, 9), starts=time(9)
    )
    return program


@pytest.fixture
def member(program: Program) -> Membership:
    here = program.institution
    chief = MembershipFactory(
        institution=here, given_name="Cora", family_name="Chief", user__email=CHIEF
    )
    return MembershipFactory(
        institution=here,
        rank="assistant",
        given_name="Ann",
        family_name="Able",
        supervisor=chief,
    )


def enroll(member: Membership, program: Program, **more):
    data = {
        "area_research": "1",
        "goals": "A secret goal",
        f"date_{ProgramDate.objects.get().pk}": "yes",
        "chief_name": "Cora Chief",
        "chief_email": CHIEF,
    }
    address = reverse("matching:enroll", args=[program.pk, "protege"])
    return client_of(member).post(address, data | more, follow=True)


def asked(to: str = CHIEF) -> list[OutboxMessage]:
    rows = OutboxMessage.objects.filter(kind="time_confirmation", recipient=to)
    return list(rows.order_by("created_at"))


def link_in(message: OutboxMessage) -> str:
    found = re.search(r"https?://[^/]+(/confirm/\S+)", message.body_text)
    assert found
    return found[1]


def test_form_begins_with_the_line_of_supervision(program, member) -> None:
    page = client_of(member).get(reverse("matching:enroll", args=[program.pk, "protege"]))

    text = page.content.decode()
    assert 'value="Cora Chief"' in text
    assert f'value="{CHIEF}"' in text
    assert "They see the program, its dates, and your name." in text


def test_chief_reads_program_dates_and_name_and_nothing_else(program, member) -> None:
    enroll(member, program)

    [mail] = asked()
    page = Client().get(link_in(mail)).content.decode()
    for text in (mail.body_text, page):
        assert all(one in text for one in ("Ann Able", "CMP", "Fri, Jan 9, 2099"))
        assert not any(one in text for one in ("secret goal", member.user.email, "Research"))
    # Looking changes nothing, however often.
    assert TimeConfirmation.objects.get().state == "asked"


@pytest.mark.parametrize(("answer", "state"), [("yes", "yes"), ("no", "no")])
def test_answer_is_taken_once_and_told(program, member, answer, state) -> None:
    enroll(member, program)
    address = link_in(asked()[0])

    page = Client().post(address, {"answer": answer, "words": "Not in flu season."})

    assert "Thank you." in page.content.decode()
    row = TimeConfirmation.objects.get()
    assert (row.state, row.words) == (state, "Not in flu season.")
    told = OutboxMessage.objects.get(kind="time_confirmed")
    assert told.recipient == member.user.email
    assert "Not in flu season." in told.body_text
    again = Client().post(address, {"answer": "yes" if answer == "no" else "no"})
    assert again.status_code == 410
    assert "You already answered." in again.content.decode()
    assert TimeConfirmation.objects.get().state == state
    director = director_at(program.institution)
    shown = director.get(reverse("matching:program_answers", args=[program.pk])).content.decode()
    assert "Not in flu season." in shown
    assert row.get_state_display() in shown


def test_answer_that_is_none_is_not_taken(program, member) -> None:
    enroll(member, program)

    page = Client().post(link_in(asked()[0]), {"answer": "perhaps", "words": "Typed"})

    assert page.status_code == 200
    assert "Typed" in page.content.decode()
    assert TimeConfirmation.objects.get().state == "asked"


def test_another_email_ends_the_first_link_and_the_same_is_not_asked_twice(program, member) -> None:
    enroll(member, program)
    enroll(member, program)
    assert len(asked()) == 1
    first = link_in(asked()[0])

    enroll(member, program, chief_email="other@clinic.example")

    assert len(asked("other@clinic.example")) == 1
    assert Client().get(first).status_code == 410
    assert TimeConfirmation.objects.get().times_asked == 2


def test_no_more_than_five_people_are_asked(program, member) -> None:
    for number in range(5):
        enroll(member, program, chief_email=f"chief{number}@clinic.example")

    page = enroll(member, program, chief_email="chief6@clinic.example", goals="Kept as typed")

    text = page.content.decode()
    assert "You already asked five people." in text
    assert "Kept as typed" in text
    assert asked("chief6@clinic.example") == []
    # All or nothing: the application is not saved without it.
    assert Enrollment.objects.get().goals == "A secret goal"


def test_dates_that_moved_are_confirmed_anew(program, member) -> None:
    enroll(member, program)
    address = link_in(asked()[0])
    read = re.findall(r'name="read"\s+value="(\w+)"', Client().get(address).content.decode())[0]
    director = director_at(program.institution)

    def move() -> None:
        data = {"first": "2099-01-01", "weeks": "1", "sure": "1"}
        director.post(reverse("matching:program_dates_shift", args=[program.pk]), data)

    move()
    page = Client().post(address, {"answer": "yes", "words": "Typed", "read": read})
    assert "The dates changed after you opened this page." in page.content.decode()
    assert "Fri, Jan 16, 2099" in page.content.decode()
    assert "Typed" in page.content.decode()
    assert TimeConfirmation.objects.get().state == "asked"

    Client().post(address, {"answer": "yes"})
    enroll(member, program)
    assert len(asked()) == 1
    move()
    answers = reverse("matching:program_answers", args=[program.pk])
    assert "before the dates changed" in director.get(answers).content.decode()
    own = client_of(member).get(reverse("matching:program", args=[program.pk])).content.decode()
    assert "before the dates changed" in own
    # Whoever is asked about the dates again asks their chief again by that.
    enroll(member, program)
    assert len(asked()) == 2
    assert TimeConfirmation.objects.get().state == "asked"


def test_one_s_own_email_is_no_chief_s(program, member) -> None:
    page = enroll(member, program, chief_email=member.user.email.upper())

    assert "This is your own email." in page.content.decode()
    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize("how", ["withdrawn", "left", "closed"])
def test_link_dies_with_the_matter(program, member, how) -> None:
    enroll(member, program)
    address = link_in(asked()[0])

    if how == "withdrawn":
        withdraw(Enrollment.objects.get(), actor=member.user)
    elif how == "left":
        Membership.objects.filter(pk=member.pk).update(end_date=date(2026, 1, 1))
    else:
        Program.objects.update(state="closed")

    for page in (Client().get(address), Client().post(address, {"answer": "yes"})):
        assert page.status_code == 410
        assert "nothing left to confirm" in page.content.decode()
    assert TimeConfirmation.objects.get().state == "asked"


def test_chief_is_reminded_once_after_a_week(program, member) -> None:
    enroll(member, program)
    assert remind_chiefs() == 0

    TimeConfirmation.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert remind_chiefs() == 1
    assert remind_chiefs() == 0

    mails = asked()
    assert [one.subject for one in mails] == [
        "Please confirm that Ann Able will be free on these dates",
        "Reminder: please confirm that Ann Able will be free on these dates",
    ]
    # Either link works, and with the answer both are over.
    Client().post(link_in(mails[1]), {"answer": "yes"})
    assert TimeConfirmation.objects.get().state == "yes"
    assert Client().get(link_in(mails[0])).status_code == 410


@pytest.mark.parametrize("how", ["answered", "withdrawn", "closed", "expired"])
def test_no_one_is_reminded_of_what_is_over(program, member, how) -> None:
    enroll(member, program)
    TimeConfirmation.objects.update(asked_at=timezone.now() - timedelta(days=8))
    if how == "answered":
        TimeConfirmation.objects.update(state="yes")
    elif how == "withdrawn":
        withdraw(Enrollment.objects.get(), actor=member.user)
    elif how == "closed":
        Program.objects.update(state="closed")
    else:
        TimeConfirmation.objects.update(asked_at=timezone.now() - timedelta(days=31))

    assert remind_chiefs() == 0


def test_unknown_token_tells_nothing() -> None:
    page = Client().get(reverse("matching:time_confirmation", args=["no-such-token"]))

    assert page.status_code == 410
