"""Who is new: whichever way the roster learned of them, once each, and as long as the roster says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Newcomer, NewcomerWelcome, Program
from matching.tasks import find_newcomers
from mentornet.models import Job
from profiles.models import Membership, Unit
from profiles.vocabulary import Rank
from tests.factories import MembershipFactory, ProgramFactory, UnitFactory
from tests.profiles.provisioning.directory import Directory, okta_user
from tests.profiles.roster.pages import HEAD, checked, confirm
from tests.support.api import Api

pytestmark = pytest.mark.django_db

ADA = "1,ada@x.example,Ada,Ash,assistant\n"
DATED = "external_id,email,given_name,family_name,rank,unit,start_date,end_date\n"


def new(program: Program | None = None) -> list[str]:
    """Let the job run; the family names of those who are new here."""
    find_newcomers()
    rows = Newcomer.objects.waiting()
    if program is not None:
        rows = rows.filter(program=program)
    return sorted(rows.values_list("member__family_name", flat=True))


def dated(client: Client, *lines: str, **more: str) -> None:
    """Import these people by file, with their days."""
    confirm(client, checked(client, DATED + "\n".join(lines), **more))


def test_a_file_of_the_roster_makes_newcomers(welcome: NewcomerWelcome, director: Client) -> None:
    MembershipFactory(
        institution=welcome.institution, family_name="Old", start_date=date(2001, 1, 1)
    )
    confirm(director, checked(director, HEAD + ADA))

    assert new() == ["Ash"]
    row = Newcomer.objects.get(member__family_name="Ash")
    assert row.joined_on == welcome.institution.local_date()


def test_the_api_makes_newcomers(welcome: NewcomerWelcome) -> None:
    api = Api(welcome.institution)
    body = {
        "external_id": "A1",
        "email": "ada@x.example",
        "given_name": "Ada",
        "family_name": "Ash",
        "rank": "assistant",
    }
    assert api.post("/members", body).status_code == 201

    assert new() == ["Ash"]


def test_a_directory_makes_newcomers(welcome: NewcomerWelcome) -> None:
    assert Directory(welcome.institution)("POST", "Users", okta_user()).status_code == 201

    assert new() == ["Moreno"]


def test_the_command_makes_newcomers(welcome: NewcomerWelcome, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(HEAD + ADA)
    call_command("import_roster", str(path), "--institution", welcome.institution.slug)

    assert new() == ["Ash"]


def test_the_task_finds_each_person_once(welcome: NewcomerWelcome) -> None:
    MembershipFactory(institution=welcome.institution)
    assert find_newcomers() == 1
    assert find_newcomers() == 0
    assert Newcomer.objects.count() == 1


def test_only_people_who_start_from_the_day_on_and_whom_the_roster_just_named(
    welcome: NewcomerWelcome,
) -> None:
    here, today = welcome.institution, welcome.institution.local_date()
    for name, start in (
        ("Before", welcome.since - timedelta(days=1)),
        ("First", welcome.since),
        ("Soon", today + timedelta(days=60)),
        ("Unsaid", None),
    ):
        MembershipFactory(institution=here, family_name=name, start_date=start)
    known = MembershipFactory(institution=here, family_name="Corrected", start_date=today)
    Membership.objects.filter(pk=known.pk).update(added_at=timezone.now() - timedelta(days=400))
    earlier = MembershipFactory(institution=here, family_name="Earlier", start_date=today)
    Membership.objects.filter(pk=earlier.pk).update(added_at=None)
    MembershipFactory(institution=here, family_name="Guest", source=Membership.Source.INVITED)
    MembershipFactory(family_name="Elsewhere")

    assert new() == ["First", "Soon", "Unsaid"]


def test_only_people_of_the_unit_whom_the_rules_of_the_program_let_in(
    welcome: NewcomerWelcome, unit: Unit
) -> None:
    program, here = welcome.program, welcome.institution
    below = UnitFactory(institution=here, parent=unit)
    Program.objects.filter(pk=program.pk).update(unit=unit, protege_ranks=[Rank.ASSISTANT])
    for name, place, rank in (
        ("In", unit, Rank.ASSISTANT),
        ("Below", below, Rank.ASSISTANT),
        ("Senior", unit, Rank.FULL),
        ("Other", UnitFactory(institution=here), Rank.ASSISTANT),
        ("None", None, Rank.ASSISTANT),
    ):
        MembershipFactory(institution=here, family_name=name, unit=place, rank=rank)

    assert new() == ["Below", "In"]


@pytest.mark.parametrize("state", ["draft", "closed", "enrolling"])
def test_no_one_is_new_to_a_program_that_welcomes_no_one(
    welcome: NewcomerWelcome, state: str
) -> None:
    MembershipFactory(institution=welcome.institution)
    Program.objects.filter(pk=welcome.program.pk).update(state=state)
    NewcomerWelcome.objects.update(is_on=state != "enrolling")

    assert new() == []
    assert Newcomer.objects.count() == 0


def test_who_leaves_and_comes_back_is_new_once(welcome: NewcomerWelcome, director: Client) -> None:
    today = welcome.institution.local_date()
    line = f"1,ada@x.example,Ada,Ash,assistant,,{today},"
    dated(director, line)
    assert new() == ["Ash"]
    row = Newcomer.objects.get(member__external_id="1")
    director.post(
        reverse("matching:newcomers_act"),
        {"act": "aside", "row": [row.pk], "query": "", "sure": "1"},
    )
    assert new() == []

    dated(director, f"{line}{today}")
    assert new() == []
    # Back under the same id, and with a new first day.
    dated(director, f"1,ada@x.example,Ada,Ash,assistant,,{today + timedelta(days=9)},")
    assert new() == []
    assert Newcomer.objects.filter(member__external_id="1").count() == 1


def test_who_is_missing_from_the_file_waits_no_more(
    welcome: NewcomerWelcome, director: Client
) -> None:
    confirm(director, checked(director, HEAD + ADA))
    assert new() == ["Ash"]
    everyone = Membership.objects.exclude(external_id="1")
    rest = "".join(
        f"{one.external_id},{one.email},{one.given_name},{one.family_name},{one.rank}\n"
        for one in everyone
    )
    confirm(director, checked(director, HEAD + rest, end_missing="on"))

    # At once, not only when the job comes by.
    assert not Newcomer.objects.waiting().exists()
    assert Membership.objects.get(external_id="1").end_date is not None


def test_who_is_moved_out_of_the_unit_waits_no_more_and_again_when_moved_back(
    welcome: NewcomerWelcome, unit: Unit
) -> None:
    Program.objects.filter(pk=welcome.program.pk).update(unit=unit)
    member = MembershipFactory(institution=welcome.institution, unit=unit, family_name="Ash")
    assert new() == ["Ash"]

    Membership.objects.filter(pk=member.pk).update(unit=None)
    assert new() == []
    Membership.objects.filter(pk=member.pk).update(unit=unit)
    assert new() == ["Ash"]
    assert Newcomer.objects.count() == 1


def test_a_corrected_first_day_is_followed(welcome: NewcomerWelcome) -> None:
    api = Api(welcome.institution)
    today = welcome.institution.local_date()
    member = MembershipFactory(institution=welcome.institution, family_name="Ash", start_date=today)
    assert new() == ["Ash"]

    later = today + timedelta(days=20)
    assert (
        api.patch(f"/members/{member.pk}", {"start_date": str(later)}, if_match="*").status_code
        == 200
    )
    assert new() == ["Ash"]
    assert Newcomer.objects.get().joined_on == later
    assert (
        api.patch(f"/members/{member.pk}", {"start_date": "2009-07-01"}, if_match="*").status_code
        == 200
    )
    assert new() == []


def test_another_email_makes_no_one_new_again(welcome: NewcomerWelcome, director: Client) -> None:
    confirm(director, checked(director, HEAD + ADA))
    assert new() == ["Ash"]
    confirm(director, checked(director, HEAD + ADA.replace("ada@", "ada.ash@")))

    assert new() == ["Ash"]
    assert Newcomer.objects.count() == 1


def test_someone_is_new_for_a_year(welcome: NewcomerWelcome) -> None:
    today = welcome.institution.local_date()
    NewcomerWelcome.objects.update(since=today - timedelta(days=900))
    for name, days in (("Fresh", 365), ("Settled", 366)):
        MembershipFactory(
            institution=welcome.institution,
            family_name=name,
            start_date=today - timedelta(days=days),
        )

    assert new() == ["Fresh"]


def test_a_program_that_fails_stops_no_other(welcome: NewcomerWelcome) -> None:
    other = ProgramFactory(institution=welcome.institution, name="Second")
    NewcomerWelcome.objects.create(
        institution=welcome.institution, program=other, since=welcome.since
    )
    MembershipFactory(institution=welcome.institution, family_name="Ash")
    # Years that no calendar has: no form writes them.
    Program.objects.filter(pk=welcome.program.pk).update(most_years=5_000)
    assert new(other) == ["Ash"]
    assert new(welcome.program) == []
    assert Job.objects.get(kind="matching.find_newcomers").subject_id == welcome.pk
