"""Anonymous answers come out in lots of five people or more, and then belong to nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from evaluations.home.my_data.domain.kinds import export
from evaluations.models import AnonymousReflection, Meeting, Reflection
from evaluations.sessions.reflections.domain.release import release_reflections
from matching.models import Program, ProgramGroup
from mentornet import crypto
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import look
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def program() -> Program:
    """Two groups of four members, each with its facilitator and a session three weeks ago."""
    here = InstitutionFactory(time_zone="UTC")
    program: Program = ProgramFactory(institution=here, kind="project", state="running")
    for letter in "AB":
        group = PeerGroupFactory(institution=here, name=letter)
        ProgramGroup.objects.create(institution=here, program=program, group=group)
        for number in range(4):
            GroupMemberFactory(group=group, member__family_name=f"{letter}{number}")
        GroupMemberFactory(
            group=group, part=GroupMember.Part.FACILITATOR, member__family_name=f"Lead {letter}"
        )
        session(group, MONDAY - 3 * WEEK)
    return program


def session(group: PeerGroup, starts_at: datetime) -> Meeting:
    row: Meeting = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=starts_at, state="held"
    )
    return row


def person(name: str) -> Membership:
    row: Membership = Membership.objects.get(family_name=name)
    return row


def say(program: Program, name: str, *, meeting: Meeting | None = None, text: str = "") -> None:
    said = {"helped": text or f"text of {name}", "hindered": ""}
    Reflection.objects.create(
        institution=program.institution,
        meeting=meeting or Meeting.objects.get(group__name=name[0]),
        author=person(name),
        audience="anonymous",
        program=program,
        sealed=crypto.encrypt_undated(json.dumps(said)),
    )


def texts() -> set[str]:
    return set(AnonymousReflection.objects.values_list("text", flat=True))


def read(member: Membership, program: Program) -> Any:
    return look(member, "program_reflections", program.pk)


def test_four_people_release_nothing_and_the_fifth_releases_all(program: Program) -> None:
    for name in ("A0", "A1", "B0", "B1"):
        say(program, name)
    # The same person about another session is not another person.
    say(program, "A0", meeting=session(PeerGroup.objects.get(name="A"), MONDAY - 2 * WEEK))
    assert (release_reflections(now=MONDAY), texts()) == (0, set())

    say(program, "B2")

    assert release_reflections(now=MONDAY) == 6
    assert texts() == {f"text of {name}" for name in ("A0", "A1", "B0", "B1", "B2")}
    assert release_reflections(now=MONDAY) == 0


def test_nothing_leads_from_a_released_text_to_a_person(program: Program) -> None:
    names = ("A0", "A1", "B0", "B1", "B2")
    for name in names:
        say(program, name)
    no_thanks = Reflection.objects.create(
        institution=program.institution,
        meeting=Meeting.objects.get(group__name="B"),
        author=person("B3"),
        audience="closed",
    )
    release_reflections(now=MONDAY)

    fields = {one.name for one in AnonymousReflection._meta.get_fields()}
    assert fields == {"id", "institution", "program", "question", "text"}
    kept = [
        (row.audience, row.helped, row.hindered, row.sealed, row.program_id, row.written_at)
        for row in Reflection.objects.exclude(pk=no_thanks.pk)
    ]
    like_no_thanks = ("closed", "", "", "", None, None)
    assert kept == [like_no_thanks] * len(names)
    for name in names:
        assert "text of" not in json.dumps(export(person(name)), default=str)


def test_lots_come_on_mondays_after_the_questions_have_closed(program: Program) -> None:
    for name in ("A0", "A1", "B0", "B1", "B2"):
        say(program, name)
    Meeting.objects.update(starts_at=MONDAY - WEEK, minutes=60)

    for days in range(7):
        assert release_reflections(now=MONDAY + timedelta(days=days)) == 0, days
    assert release_reflections(now=MONDAY + WEEK) == 5


def test_a_later_lot_needs_as_many_new_people(program: Program) -> None:
    for name in ("A0", "A1", "B0", "B1", "B2"):
        say(program, name)
    release_reflections(now=MONDAY)
    later = {
        letter: session(PeerGroup.objects.get(name=letter), MONDAY - 2 * WEEK) for letter in "AB"
    }

    for name in ("A0", "A1", "A2", "B0"):
        say(program, name, meeting=later[name[0]], text="Later")
    release_reflections(now=MONDAY)
    assert "Later" not in texts()
    say(program, "B3", meeting=later["B"], text="Later")
    release_reflections(now=MONDAY)
    assert AnonymousReflection.objects.filter(text="Later").count() == 5


def test_the_highest_threshold_since_the_session_counts(program: Program) -> None:
    for name in ("A0", "A1", "A2", "B0", "B1"):
        say(program, name)
    change_threshold(program.institution, to=6, by=None)
    change_threshold(program.institution, to=5, by=None)
    program.institution.refresh_from_db()
    assert release_reflections(now=MONDAY) == 0

    say(program, "B2")

    assert release_reflections(now=MONDAY) == 6


def test_those_who_will_read_it_do_not_count(program: Program) -> None:
    director = MembershipFactory(
        institution=program.institution, offices=[StaffRoleKind.DIRECTOR], family_name="B9"
    )
    GroupMemberFactory(group=PeerGroup.objects.get(name="B"), member=director)
    for name in ("A0", "A1", "A2", "B0", "B9"):
        say(program, name)
    assert release_reflections(now=MONDAY) == 0
    # Nor does somebody whom a director made up.
    say(program, "B2")
    Membership.objects.filter(family_name="B2").update(source="invited")
    assert release_reflections(now=MONDAY) == 0
    Membership.objects.filter(family_name="B2").update(source="roster")
    assert release_reflections(now=MONDAY) == 6


def test_directors_and_facilitators_of_the_program_read_it_and_nobody_else(
    program: Program,
) -> None:
    for name in ("A0", "A1", "A2", "B0", "B1"):
        say(program, name)
    release_reflections(now=MONDAY)
    director = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    other: Program = ProgramFactory(institution=program.institution, kind="project")

    pages = [read(one, program) for one in (director, person("Lead A"), person("Lead B"))]

    for page in pages:
        found = [one.strip() for one in page.content.decode().splitlines() if "text of" in one]
        assert len(found) == 5
        assert "Lead A" not in "".join(found)
    # Random, and the same for each of them each time.
    assert {page.content.decode().count("text of A0") for page in pages} == {1}
    assert read(person("A0"), program).status_code == 404
    assert read(person("Lead A"), other).status_code == 404
    GroupMember.objects.filter(member=person("Lead A")).update(left_on="2026-11-23")
    assert read(person("Lead A"), program).status_code == 404


def test_what_finds_no_lot_within_a_year_is_deleted_unread(program: Program) -> None:
    say(program, "A0")

    release_reflections(now=MONDAY - 3 * WEEK + timedelta(days=364))
    assert Reflection.objects.get().audience == "anonymous"
    monday = MONDAY - 3 * WEEK + timedelta(days=371)
    release_reflections(now=monday)

    row = Reflection.objects.get()
    assert (row.audience, row.sealed) == ("closed", "")
    assert texts() == set()


def test_one_program_that_fails_stops_no_other(program: Program) -> None:
    other: Program = ProgramFactory(institution=program.institution, kind="project")
    group = PeerGroupFactory(institution=program.institution, name="C")
    ProgramGroup.objects.create(institution=group.institution, program=other, group=group)
    session(group, MONDAY - 3 * WEEK)
    for number in range(5):
        GroupMemberFactory(group=group, member__family_name=f"C{number}")
        say(other, f"C{number}")
    for name in ("A0", "A1", "A2", "B0", "B1"):
        say(program, name)
    Reflection.objects.filter(author__family_name="A0").update(sealed="nonsense")

    assert release_reflections(now=MONDAY) == 5
    assert texts() == {f"text of C{number}" for number in range(5)}


def test_a_new_secret_key_opens_what_waits(program: Program, settings: Any) -> None:
    for name in ("A0", "A1", "A2", "B0", "B1"):
        say(program, name)
    old, settings.SECRET_KEY = (
        settings.SECRET_KEY,
        "another-key-of-fifty-characters-or-more-0123456789",
    )
    settings.SECRET_KEY_FALLBACKS = [old]
    with transaction.atomic():
        call_command("rotate_secret_key")
    settings.SECRET_KEY_FALLBACKS = []

    assert release_reflections(now=MONDAY) == 5
