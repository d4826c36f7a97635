"""The end of a program of groups, through the doors of those who took part, their director and the clock."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Completion, ProgramEnding, Response, Survey
from evaluations.surveys.tasks import advance_surveys
from matching.models import Program
from mentornet.models import OutboxMessage
from profiles.models import Membership
from tests.evaluations.ending_programs import (
    client_of,
    close,
    group_of,
    mails,
    person,
    session,
)
from tests.factories import GroupMemberFactory

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
    assert "CMP has ended. Get your certificate and finish a few last steps." in home
    address = reverse("evaluations:ending_act", args=[rows["Adams"].pk, "done"])
    home = client_of(person("Adams")).post(address, follow=True).content.decode()
    assert "CMP has ended. Get your certificate" not in home
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
