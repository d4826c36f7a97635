"""Dates of a program on a phone: the director writes them, a person enrolls, the chief confirms."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from matching.models import DateAnswer, Program, ProgramDate, TimeConfirmation
from mentornet.mail.outbox import OutboxMessage
from profiles.vocabulary import StaffRoleKind
from tests.e2e.conftest import OpenAs, faults_of
from tests.factories import GroupProgramFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


def looks_right(page: Page, name: str) -> None:
    assert faults_of(page) == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_dates_are_written_asked_and_confirmed_on_a_phone(open_as: OpenAs) -> None:
    program = GroupProgramFactory(state="enrolling", name="CMP 2099")
    here = program.institution
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    member = MembershipFactory(institution=here, rank="assistant", family_name="Able")

    page = open_as(director.user, width=390)
    page.goto(f"/dashboard/programs/{program.pk}/dates/")
    looks_right(page, "dates-empty")
    page.get_by_label("First day").fill("2099-07-02")
    page.get_by_label("How many dates").fill("3")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Independence Day")).to_have_count(2)
    page.get_by_label("Each person’s chief confirms the dates").check()
    page.get_by_role("button", name="Save").last.click()
    looks_right(page, "dates")
    assert [str(one.day) for one in ProgramDate.objects.all()] == [
        "2099-07-02",
        "2099-07-03",
        "2099-07-04",
    ]
    assert Program.objects.get().asks_chief
    page.goto(f"/dashboard/programs/{program.pk}/questions/new/")
    page.get_by_role("textbox", name="Question").fill("Lunch?")
    page.get_by_label("What the answer is used for").fill("To order it.")
    page.get_by_label("Kind of answer").select_option("one")
    page.get_by_label("Choices").fill("Meat\nNo meat")
    looks_right(page, "question")
    page.get_by_role("button", name="Save").click()
    looks_right(page, "questions")

    page = open_as(member.user, width=390)
    page.goto(f"/programs/{program.pk}/")
    looks_right(page, "program")
    page.goto(f"/programs/{program.pk}/enroll/protege/")
    page.get_by_label("Research").first.select_option("1")
    for number in range(3):
        page.locator("#program-dates fieldset").nth(number).get_by_label("Yes").check()
    page.get_by_label("Name of your chief").fill("Cora Chief")
    page.get_by_label("Email of your chief").fill("cora@clinic.example")
    page.get_by_label("No meat").check()
    looks_right(page, "enroll")
    page.get_by_role("button", name="Enroll").click()
    expect(page.get_by_text("You are enrolled.")).to_be_visible()
    assert DateAnswer.objects.filter(answer="yes").count() == 3
    looks_right(page, "program-enrolled")

    mail = OutboxMessage.objects.get(kind="time_confirmation")
    address = re.search(r"/confirm/\S+", mail.body_text)
    assert address
    page = open_as(width=390, scripts=False)
    page.goto(address[0])
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/confirm.png", full_page=True)
    page.get_by_label("Add a note (optional)").fill("Gladly.")
    page.get_by_role("button", name="Yes, they’ll be free").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    assert TimeConfirmation.objects.get().words == "Gladly."

    page = open_as(director.user, width=390)
    page.goto(f"/dashboard/programs/{program.pk}/answers/")
    expect(page.get_by_text("Gladly.")).to_be_visible()
    looks_right(page, "answers")
