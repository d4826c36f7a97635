"""The list of newcomers: the reader's programs and people alone, with an act that can be undone."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import (
    MatchRun,
    MentorSuggestion,
    Newcomer,
    NewcomerWelcome,
    PairRequest,
    Program,
    Proposal,
)
from networks.models import Tie
from profiles.models import Membership, Unit
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    TieFactory,
    UnitFactory,
)
from tests.matching.newcomers.steps import coordinator_of, joined
from tests.support.html import field, on_one_line

pytestmark = pytest.mark.django_db
LIST = "matching:newcomers"


def page(client: Client, **query: str) -> str:
    return on_one_line(client.get(reverse(LIST), query).content.decode())


def test_list_has_newcomers_of_the_readers_programs(
    welcome: NewcomerWelcome, director: Client
) -> None:
    joined(welcome, "Ash")
    elsewhere = ProgramFactory(institution=InstitutionFactory())
    joined(
        NewcomerWelcome.objects.create(
            institution=elsewhere.institution, program=elsewhere, since=welcome.since
        ),
        "Birch",
    )

    shown = page(director, state="waiting", program=str(welcome.program.pk))
    assert "Ada Ash" in shown
    assert "Birch" not in shown
    assert "Ada Ash" not in page(director, state="aside")
    assert "Ada Ash" in page(director, q="Ásh")


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    welcome: NewcomerWelcome, director: Client, number: int, django_assert_num_queries
) -> None:
    Membership.objects.update(added_at=None)
    for at in range(number):
        joined(welcome, f"New{at}")
    page(director)

    with django_assert_num_queries(8):
        page(director)


def test_a_coordinator_reads_people_of_their_unit_alone(
    welcome: NewcomerWelcome, unit: Unit
) -> None:
    Program.objects.filter(pk=welcome.program.pk).update(unit=unit)
    joined(welcome, "Ash", unit=unit)
    institutions = ProgramFactory(institution=welcome.institution, name="For all")
    everywhere = NewcomerWelcome.objects.create(
        institution=welcome.institution, program=institutions, since=welcome.since
    )
    joined(everywhere, "Birch", unit=UnitFactory(institution=welcome.institution))

    client = coordinator_of(unit)
    shown = page(client)
    assert "Ada Ash" in shown
    assert "Birch" not in shown
    assert "For all" not in shown
    # The unit's program is theirs; whoever is moved away is no one of theirs from that moment on.
    Membership.objects.filter(family_name="Ash").update(unit=None)
    assert "Ada Ash" not in page(client)


def test_who_runs_one_program_alone_reads_no_names_of_people_elsewhere(
    welcome: NewcomerWelcome,
) -> None:
    joined(welcome, "Ash")
    client = coordinator_of(welcome.program)

    assert "Ada Ash" not in page(client)
    asked = {"act": "aside", "all": "1", "query": ""}
    shown = client.post(reverse(f"{LIST}_act"), asked).content.decode()
    sure = {"previewed": field(shown, "previewed"), "sure": "1"}
    client.post(reverse(f"{LIST}_act"), asked | sure)
    assert Newcomer.objects.get().set_aside_at is None


def test_who_has_a_mentor_of_the_program_waits_no_more_until_the_two_end_it(
    welcome: NewcomerWelcome, director: Client
) -> None:
    row = joined(welcome, "Ash")
    tie = TieFactory(protege=row.member)
    run = MatchRun.objects.create(
        institution=row.institution,
        program=welcome.program,
        number=1,
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
        state=MatchRun.State.PUBLISHED,
    )
    Proposal.objects.create(
        institution=row.institution,
        run=run,
        protege=EnrollmentFactory(program=welcome.program, member=row.member),
        tie=tie,
    )

    assert "Ada Ash" in page(director, state="mentor")
    assert "Ada Ash" not in page(director, state="waiting")
    Tie.objects.filter(pk=tie.pk).update(
        state=Tie.State.ENDED, ended_on=row.institution.local_date()
    )
    assert "Ada Ash" in page(director, state="waiting")


def test_director_proposes_a_mentor_from_the_list_and_the_newcomer_waits_no_more_meanwhile(
    welcome: NewcomerWelcome, director: Client
) -> None:
    row = joined(welcome, "Ash")
    assert "Propose a mentor" not in page(director)
    Program.objects.filter(pk=welcome.program.pk).update(state=Program.State.RUNNING)
    mentor = MembershipFactory(institution=row.institution, family_name="Birch", added_at=None)
    MentorSuggestion.objects.create(
        institution=row.institution, newcomer=row, by=mentor, mentor=mentor
    )

    link = re.search(r'href="([^"]+)">Propose a mentor<', page(director))
    assert link
    form = on_one_line(director.get(unescape(link[1])).content.decode())
    assert "Ada Ash &lt;" in form
    assert "Ada Birch &lt;" in form

    asked = PairRequest.objects.create(
        institution=row.institution,
        program=welcome.program,
        protege=row.member,
        mentor=mentor,
        answer_by=row.institution.local_date(),
    )
    assert "Ada Ash" in page(director, state="asked")
    assert "Ada Ash" not in page(director, state="waiting")
    assert "Propose a mentor" not in page(director)
    assert not Newcomer.objects.waiting().exists()
    PairRequest.objects.filter(pk=asked.pk).update(state=PairRequest.State.NOT_MADE)
    assert "Ada Ash" in page(director, state="waiting")


def test_the_list_is_a_file_for_who_has_shown_who_they_are(
    welcome: NewcomerWelcome, director: Client
) -> None:
    joined(welcome, "Ash")
    answer = director.get(reverse(f"{LIST}_file", args=["csv"]))
    written = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Name", "Unit", "Rank"]
    assert [row[0] for row in rows[1:]] == ["Ada Ash"]


def test_an_empty_list_says_how_to_turn_the_welcome_on_or_what_happens_next(
    director: Client, program: Program
) -> None:
    off = page(director)
    assert "turn on the welcome" in off
    assert f'href="{reverse("matching:directing_programs")}"' in off

    NewcomerWelcome.objects.create(
        institution=program.institution, program=program, since=program.institution.local_date()
    )
    elsewhere = ProgramFactory(institution=InstitutionFactory(), name="Not theirs")
    NewcomerWelcome.objects.create(
        institution=elsewhere.institution,
        program=elsewhere,
        since=elsewhere.institution.local_date(),
    )
    on = page(director)
    assert "The welcome is on in First year. People who join by the roster appear here" in on
    assert "turn on the welcome" not in on

    NewcomerWelcome.objects.update(is_on=False)
    assert "turn on the welcome" in page(director)


def test_a_suggested_mentor_outside_the_readers_people_is_left_to_choose(
    welcome: NewcomerWelcome, unit: Unit
) -> None:
    Program.objects.filter(pk=welcome.program.pk).update(state=Program.State.RUNNING, unit=unit)
    row = joined(welcome, "Ash", unit=unit)
    outside = UnitFactory(institution=row.institution, name="Surgery")
    mentor = MembershipFactory(institution=row.institution, unit=outside, added_at=None)
    MentorSuggestion.objects.create(
        institution=row.institution, newcomer=row, by=mentor, mentor=mentor
    )
    coordinator = coordinator_of(unit)

    link = re.search(r'href="([^"]+)">Propose a mentor<', page(coordinator))
    assert link
    form = on_one_line(coordinator.get(unescape(link[1])).content.decode())

    assert "Ada Ash &lt;" in form
    assert f'value="{mentor.pk}"' not in form
    assert mentor.email not in form
