"""The made-up school: whole, valid, the same for the same seed, and on the roster it writes."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import AutoField

from networks.demo.load import load_demo
from networks.demo.people import make_school
from networks.models import Exclusion, Invitation, Tie
from profiles.assessment.domain.writing import frozen_content
from profiles.models import (
    AssessmentVersion,
    Goal,
    Institution,
    Membership,
    MentorOffer,
    Need,
    PartSharing,
    SelfAssessment,
    User,
)
from profiles.vocabulary import Rank, StaffRoleKind

SEED, PEOPLE, DAY = 7, 240, date(2026, 3, 2)


@pytest.fixture
def loaded(db):
    return load_demo(seed=SEED, people=PEOPLE, as_of=DAY)


def hero(loaded) -> Membership:
    return Membership.objects.get(user__email=loaded.logins[0].email)


def digest() -> str:
    """Every row of our own tables, but for the salted passwords of the printed logins, and numbers of rows."""
    whole = hashlib.sha256()
    for model in (*apps.get_app_config("profiles").get_models(), Tie, Invitation, Exclusion):
        rows = model._base_manager.order_by("pk").values_list(
            *(
                field.attname
                for field in model._meta.concrete_fields
                if field.name != "password" and not isinstance(field, AutoField)
            )
        )
        whole.update(repr((model._meta.label, list(rows))).encode())
    return whole.hexdigest()


def school_of(people: int, seed: int = SEED, taken=()):
    return make_school(
        Random(seed),
        people=people,
        as_of=DAY,
        domain="larkspur.example",
        name="School",
        taken=taken,
    )


def test_ranks_have_the_shares_of_the_field():
    counts = Counter(person.rank for person in school_of(1200).people)

    assert [counts[rank] for rank in (Rank.FULL, Rank.ASSOCIATE, Rank.ASSISTANT)] == [132, 252, 696]
    assert counts.total() == 1200


@pytest.mark.parametrize("people", [60, 777, 12_001])
def test_supervisors_lead_to_a_dean_without_a_cycle(people):
    above = {person.id: person.supervisor for person in school_of(people).people}

    assert len(above) == people
    for start in above:
        steps, at = 0, start
        while at is not None:
            at, steps = above[at], steps + 1
        assert steps <= 4


def test_nobody_gets_an_address_that_is_taken():
    people = school_of(300).people
    local = people[7].email.partition("@")[0]

    again = school_of(300, taken=[local]).people

    assert again[7].email == f"{local}2@larkspur.example"


def test_the_same_seed_makes_the_same_people():
    assert school_of(300) == school_of(300)
    assert school_of(300) != school_of(300, seed=8)


def test_people_are_sorted_and_found_from_the_first_minute_on(loaded):
    assert not Membership.objects.filter(sort_key="").exists()
    assert not Membership.objects.filter(name_tokens=None).exists()


def test_the_same_seed_loads_the_same_rows(loaded):
    first = digest()
    with connection.cursor() as cursor:
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table) for model in (Institution, User)
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} CASCADE")

    load_demo(seed=SEED, people=PEOPLE, as_of=DAY)

    assert digest() == first


def test_every_state_and_office_is_there(loaded):
    assert set(Invitation.objects.values_list("state", flat=True)) == set(Invitation.State.values)
    assert set(Tie.objects.values_list("state", flat=True)) == set(Tie.State.values)
    assert Tie.objects.filter(external__isnull=False).exists()
    assert Tie.objects.filter(origin=Tie.Origin.FORMAL).exists()
    assert MentorOffer.objects.filter(paused=True).exists()
    assert PartSharing.objects.filter(audience="chosen", chosen__isnull=False).exists()
    offices = {one for row in Membership.objects.values_list("offices", flat=True) for one in row}
    assert offices == set(StaffRoleKind.values)
    assert Membership.objects.filter(end_date__isnull=False).exists()


def test_about_a_quarter_offer_help(db):
    load_demo(seed=SEED, people=1200, as_of=DAY)

    assert 0.2 < MentorOffer.objects.count() / 1200 < 0.3


@pytest.mark.parametrize(
    "model",
    [
        AssessmentVersion,
        Exclusion,
        Goal,
        Invitation,
        Membership,
        MentorOffer,
        Need,
        SelfAssessment,
        Tie,
        User,
    ],
)
def test_rows_are_valid(loaded, model):
    for row in model._base_manager.order_by("pk")[:60]:
        row.full_clean(exclude=["institution", "search"])


def test_constraints_hold_at_the_commit(loaded):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_last_version_says_what_the_working_copy_says(loaded):
    last = AssessmentVersion.objects.order_by("member_id", "-number").distinct("member_id")[:20]

    for version in last:
        frozen = frozen_content(SelfAssessment.objects.get(member=version.member))
        assert version.content == frozen


def test_the_hero_lacks_a_sponsor_and_an_agent_and_waits_for_answers(loaded):
    one = hero(loaded)
    roles = {role for tie in Tie.objects.open().filter(protege=one) for role in tie.roles}

    assert Tie.objects.active().filter(protege=one).count() == 10
    assert roles == {"advisor", "coach", "confidant", "role_model", "teacher"}
    assert Invitation.objects.open().filter(protege=one).count() == 1
    assert Invitation.objects.open().filter(mentor=one).count() == 1
    assert Tie.objects.active().filter(protege=one, mentor=one.supervisor).count() == 1


def test_the_newcomer_has_nothing_yet(loaded):
    newcomer = Membership.objects.get(user__email=loaded.logins[1].email)

    assert not Tie.objects.filter(protege=newcomer).exists()
    assert not SelfAssessment.objects.filter(member=newcomer).exists()
    assert not MentorOffer.objects.filter(member=newcomer).exists()


def test_the_senior_mentor_is_near_capacity_and_has_requests(loaded):
    senior = Membership.objects.get(user__email=loaded.logins[2].email)

    assert senior.offer.capacity == 5
    assert Tie.objects.carried().filter(mentor=senior).count() == 4
    assert Invitation.objects.open().filter(mentor=senior).count() == 3


def test_every_printed_login_signs_in(loaded, client):
    for login in loaded.logins:
        assert EmailAddress.objects.filter(email=login.email, verified=True, primary=True).exists()
        assert client.login(email=login.email, password="mentornet-demo")
    assert len(loaded.logins) == 13


def test_the_roster_goes_through_the_real_import(db, tmp_path: Path, capsys):
    roster = tmp_path / "roster.csv"
    call_command("load_demo", scale=120, roster_csv=roster)
    elsewhere = Institution.objects.get(slug="foxglove")
    capsys.readouterr()

    call_command("import_roster", roster, institution="larkspur")

    assert "\n120 rows: 0 added, 0 changed, 120 unchanged" in capsys.readouterr().out
    assert Membership.objects.filter(institution=elsewhere).count() == 12


def test_the_roster_makes_everybody_anew_and_a_second_run_changes_nothing(
    db, tmp_path: Path, capsys
):
    roster = tmp_path / "roster.csv"
    call_command("load_demo", scale=120, roster_csv=roster)
    roster.write_text(
        roster.read_text().replace("@larkspur.example", "@anew.example"), encoding="utf-8"
    )
    Institution.objects.create(name="Anew", slug="anew")
    capsys.readouterr()

    call_command("import_roster", roster, institution="anew")
    first = capsys.readouterr().out
    call_command("import_roster", roster, institution="anew")
    second = capsys.readouterr().out

    anew = Membership.objects.filter(institution__slug="anew")
    assert first.splitlines()[-1] == "Imported."
    assert anew.count() == 120
    assert "\n120 rows: 0 added, 0 changed, 120 unchanged" in second


def test_the_command_prints_and_keeps_the_logins(db, settings, capsys):
    call_command("load_demo", scale=60)

    table = (Path(settings.VAR_DIR) / "demo-logins.txt").read_text()
    assert "mina.okafor-reyes@larkspur.example" in table
    assert table in capsys.readouterr().out


def test_a_second_load_is_refused_or_with_if_empty_does_nothing(loaded, capsys):
    before = digest()

    call_command("load_demo", if_empty=True)
    with pytest.raises(CommandError, match="already"):
        call_command("load_demo")

    assert digest() == before
    assert capsys.readouterr().out == ""


def test_outside_demo_mode_it_refuses(db, settings):
    settings.MENTORNET_DEMO = False

    with pytest.raises(CommandError, match="not demo mode"):
        call_command("load_demo", scale=60)
    assert not Institution.objects.exists()


def test_too_few_people_for_the_story_are_refused(db):
    with pytest.raises(CommandError, match="at least 60"):
        call_command("load_demo", scale=59)
