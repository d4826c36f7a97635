"""The end of a program of groups, through the doors of those who took part, their director and the clock."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations.models import Completion, ProgramEnding, Response, Survey
from evaluations.outcomes.closing.tasks import settle_endings
from evaluations.surveys.tasks import advance_surveys
from matching.models import AttendanceRules, Program
from mentornet.models import OutboxMessage
from mentornet.pdf import can_make_pdf
from networks.models import GroupMember
from profiles.models import Membership
from tests.evaluations.ending_programs import (
    answer,
    client_of,
    close,
    days_pass,
    group_of,
    mails,
    page_of,
    person,
    session,
)
from tests.factories import GroupMemberFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_closing_thanks_asks_and_gives_everyone_their_hours_once(
    program: Program, director: Membership
) -> None:
    group = group_of(program, "Adams", "Baker", facilitator="Lead")
    gone = GroupMemberFactory(group=group, left_on=timezone.localdate()).member
    session(group, 2, 480, Adams="present", Baker="present", Lead="present")
    session(group, 3, 95, Adams="present", Baker="excused", Lead="present")
    session(group, 4, 60, state="cancelled", Adams="present")
    client_of(director).post(
        reverse("evaluations:plan_ending", args=[program.pk]),
        {"ask_with": "work", "thanks": "It was a good year.", "signed_by": "Dora Director, MD"},
    )

    close(program, director)
    close(program, director)

    rows = {one.member.family_name: one for one in Completion.objects.all()}
    assert {name: (one.sessions, one.minutes, one.facilitated) for name, one in rows.items()} == {
        "Adams": (2, 575, False),
        "Baker": (1, 480, False),
        "Lead": (2, 575, True),
    }
    sent = mails("program_ended")
    assert [one.recipient for one in sent] == sorted(
        person(name).user.email for name in ("Adams", "Baker", "Lead")
    )
    assert all("It was a good year." in one.body_text for one in sent)
    assert gone.user.email not in {one.recipient for one in OutboxMessage.objects.all()}
    asked = Survey.objects.order_by("opens_on").values_list("instrument__built_in", "occasion")
    assert list(asked) == [("work", "end"), ("year-later", "later")]
    last, later = Survey.objects.order_by("opens_on")
    assert (later.opens_on - last.opens_on).days == 365
    advance_surveys()
    assert Response.objects.filter(survey=last).count() == 3
    assert not Response.objects.filter(survey=later).exists()
    home = client_of(person("Adams")).get("/").content.decode()
    assert "CMP has ended: your certificate, and a few last things." in home
    address = reverse("evaluations:ending_act", args=[rows["Adams"].pk, "done"])
    home = client_of(person("Adams")).post(address, follow=True).content.decode()
    assert "CMP has ended: your certificate" not in home
    groups = client_of(person("Adams")).get(reverse("evaluations:groups")).content.decode()
    assert reverse("evaluations:ending", args=[rows["Adams"].pk]) in groups


@pytest.mark.parametrize(("ask_with", "asked"), [("none", []), ("", ["mentoring"])])
def test_last_survey_is_none_where_the_director_wants_none_and_ours_where_nothing_is_said(
    program: Program, director: Membership, ask_with: str, asked: list[str]
) -> None:
    group_of(program, "Adams", "Baker")
    if ask_with:
        client_of(director).post(
            reverse("evaluations:plan_ending", args=[program.pk]), {"ask_with": ask_with}
        )

    close(program, director)

    last = Survey.objects.filter(occasion="end").values_list("instrument__built_in", flat=True)
    assert list(last) == asked


def test_a_program_that_never_ran_ends_without_a_word(
    program: Program, director: Membership
) -> None:
    group_of(program, "Adams", "Baker")
    Program.objects.filter(pk=program.pk).update(state=Program.State.ENROLLING)

    close(program, director)

    assert program.state == "closed"
    assert not Completion.objects.exists()
    assert mails("program_ended") == []


@pytest.mark.skipif(not can_make_pdf(), reason="this machine has no Pango")
def test_below_the_minimum_of_the_program_there_is_no_certificate(
    program: Program, director: Membership, client: Client
) -> None:
    group = group_of(program, "Adams", "Baker", facilitator="Lead")
    other = group_of(program, "Early", "Enough")
    for weeks in (2, 3):
        session(group, weeks, 60, Adams="present", Lead="present")
        session(other, weeks, 60, Enough="present")
    session(group, 4, 60, Adams="present", Baker="present", Lead="present")
    session(other, 4, 60, Early="present")
    AttendanceRules.objects.create(
        institution=program.institution, program=program, needed=2, planned=3, no_certificate=True
    )
    # They stay enrolled, on the wait list: leaving earns no certificate, and takes none away.
    other.members.update(left_on=timezone.localdate(), left_to="wait")

    close(program, director)

    enough = Completion.objects.values_list("member__family_name", "enough")
    assert dict(enough) == {
        "Adams": True,
        "Baker": False,
        "Lead": True,
        "Early": False,
        "Enough": True,
    }
    short = Completion.objects.get(member=person("Baker"))
    file = reverse("evaluations:certificate", args=[short.pk])
    assert client_of(short.member).get(file).status_code == 404
    number = {"number": short.number}
    page = client.post(reverse("evaluations:certificate_check"), number).content.decode()
    assert "This certificate is genuine" not in page


def test_certificate_states_hours_and_its_number_can_be_checked_by_anyone(
    program: Program, director: Membership, client: Client
) -> None:
    group = group_of(program, "Adams", "Baker", facilitator="Lead")
    session(group, 2, 480, Adams="present", Lead="present")
    session(group, 30, 60, Adams="present")
    close(program, director)
    row = Completion.objects.get(member=person("Adams"))

    file = client_of(row.member).get(reverse("evaluations:certificate", args=[row.pk]))

    pages = PdfReader(BytesIO(file.content)).pages
    text = re.sub(r"\s+", " ", pages[0].extract_text())
    assert len(pages) == 1
    for words in ("Adams", "Larkspur", "CMP", "2 sessions, 9 hours", "Dora Director"):
        assert words in text
    assert row.number_words in text
    check = reverse("evaluations:certificate_check")
    typed = row.number_words.lower().replace("0", "o").replace("1", "l")
    page = client.post(check, {"number": typed}).content.decode()
    assert "This certificate is genuine" in page
    assert row.name in page
    elsewhere = client_of(MembershipFactory())
    assert row.name in elsewhere.post(check, {"number": typed}).content.decode()
    for wrong in ("0000-0000-0000-0000", "1", Completion.objects.get(minutes=0).number):
        page = client.post(check, {"number": wrong}).content.decode()
        assert "There is no certificate with this number" in page
        assert "Adams" not in page
    absent = Completion.objects.get(member=person("Baker"))
    address = reverse("evaluations:certificate", args=[absent.pk])
    assert client_of(absent.member).get(address).status_code == 404
    assert "there is no certificate" in page_of(absent.member)
    address = reverse("evaluations:certificate", args=[row.pk])
    assert client_of(director).get(address).status_code == 404


def test_two_who_say_yes_go_on_without_the_facilitator_and_the_others(
    program: Program, director: Membership
) -> None:
    group = group_of(program, "Adams", "Baker", "Clark", "Dunn", facilitator="Lead")
    close(program, director)
    answer(person("Adams"), "yes")
    answer(person("Baker"), "no")
    answer(person("Baker"), "yes")
    answer(person("Clark"), "no")
    answer(person("Lead"), "yes")
    page = page_of(person("Adams"))
    assert "2 members have said yes." in page
    assert "Your answer: yes." in page
    days_pass(30)
    assert settle_endings() == 0
    days_pass(1)

    settle_endings()
    settle_endings()

    group.refresh_from_db()
    there = GroupMember.objects.current().filter(group=group)
    assert group.is_active
    assert [one.member.family_name for one in there] == ["Adams", "Baker"]
    assert {one.recipient for one in mails("group_settled")} == {
        person(name).user.email for name in ("Adams", "Baker", "Clark", "Dunn", "Lead")
    }
    told = {one.recipient: one.body_text for one in mails("group_settled")}
    assert "you are no longer in it" in told[person("Clark").user.email]
    assert "Baker" in told[person("Adams").user.email]
    late = reverse("evaluations:go_on", args=[group.continuation.pk])
    assert client_of(person("Clark")).post(late, {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("yes", [[], ["Adams"]])
def test_with_fewer_than_two_the_group_is_closed(
    program: Program, director: Membership, yes: list[str]
) -> None:
    group = group_of(program, "Adams", "Baker", "Clark", facilitator="Lead")
    close(program, director)
    for name in yes:
        answer(person(name), "yes")
    days_pass(31)

    settle_endings()

    group.refresh_from_db()
    assert (group.is_active, group.continuation.goes_on) == (False, False)
    assert len(mails("group_settled")) == 4


def test_nobody_but_the_person_opens_their_page_and_none_is_there_for_pairs(
    program: Program, director: Membership
) -> None:
    group_of(program, "Adams", "Baker")
    close(program, director)
    row = Completion.objects.get(member=person("Adams"))

    for reader in (person("Baker"), director):
        address = reverse("evaluations:ending", args=[row.pk])
        assert client_of(reader).get(address).status_code == 404
    address = reverse("evaluations:ending_act", args=[row.pk, "join"])
    assert client_of(person("Baker")).post(address).status_code == 404
    assert Completion.objects.alumni().count() == 0
    pairs = Program.objects.create(
        institution=program.institution, name="Pairs", state=Program.State.RUNNING
    )
    address = reverse("evaluations:cohort", args=[pairs.pk])
    assert client_of(director).get(address).status_code == 404
    close(pairs, director)
    assert not ProgramEnding.objects.filter(program=pairs).exists()
