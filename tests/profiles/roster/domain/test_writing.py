"""A file is written in short parts: others come in between, and whoever takes over writes the rest."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.jobs import worker
from profiles.models import AuditEvent, Institution, Membership, Unit
from profiles.roster.domain.jobs import KIND
from profiles.roster.domain.plan import ImportPlan
from profiles.roster.domain.writing import write_in_parts
from profiles.signals import membership_ended
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.roster.bulk import LINES, lines
from tests.profiles.roster.steps import HEADER, plan
from tests.support.api import Api, person
from tests.support.locks import waiting_for_locks

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 100_000
ADA, BO, CY = (
    "1,a@x.example,Ada,Ash,full",
    "2,b@x.example,Bo,Birch,full",
    "3,c@x.example,Cy,Cole,full",
)


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture(autouse=True)
def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.roster.domain.parts.SIZE", 1)
    monkeypatch.setattr("profiles.roster.domain.parts.ENDINGS", 1)


def elsewhere(sql: str, *params: Any) -> None:
    """Do *sql* over a connection of its own, at once."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(sql, params)
    finally:
        other.close()


def written(made: ImportPlan, meanwhile: Any = None) -> tuple[Counter[str], list[tuple[int, str]]]:
    """Write *made*; return how many of each fate, and errors. *meanwhile* is done in the first part."""
    told: Counter[str] = Counter()

    def note(fates: Counter[str]) -> None:
        if meanwhile and not told:
            meanwhile()
        told.update(fates)

    found = write_in_parts(made, actor=None, note=note)
    return told, [(one.row, one.code) for one in found.errors]


def test_a_request_is_served_between_two_parts(here: Institution) -> None:
    api = Api(here)
    statuses: list[int] = []
    seen: list[int] = []

    def put() -> None:
        try:
            answer = api.put("/members/external/9", {"email": "i@x.example", **NAMED})
            statuses.append(answer.status_code)
        finally:
            connection.close()

    other = threading.Thread(target=put)

    def note(fates: Counter[str]) -> None:
        if not seen:
            other.start()
            assert any(waiting_for_locks() or not other.is_alive() for _look in range(LOOKS))
        seen.append(Membership.objects.filter(external_id="9").count())

    write_in_parts(plan(here, ADA, BO, CY), actor=None, note=note)
    other.join()

    assert statuses == [201]
    # It waited while the first part was written, and was done before the second.
    assert seen == [0, 1, 1]
    assert Membership.objects.count() == 4


NAMED = {"given_name": "Ida", "family_name": "Ivy", "rank": "full"}


def test_what_was_written_before_the_worker_died_is_written_once(here: Institution) -> None:
    api = Api(here)
    leaver, stays = (
        MembershipFactory(institution=here, external_id=f"F0000{number}") for number in (1, 2)
    )
    people = [
        person(2, email=stays.email, family_name="Renamed"),
        person(1, email=leaver.email, end_date="2026-01-31"),
        person(3),
        person(4),
    ]
    sent = api.put("/members/bulk", lines(*people), content_type=LINES)
    died: list[Membership] = []

    def die(sender: Any, membership: Membership, **kwargs: Any) -> None:
        died.append(membership)
        raise MemoryError

    membership_ended.connect(die)
    try:
        assert worker.work(kinds=[KIND]) == 1
    finally:
        membership_ended.disconnect(die)
    halfway = api.get(sent["Location"]).json()
    stays.refresh_from_db()
    assert (died, halfway["state"], stays.family_name) == ([leaver], "uploaded", "Renamed")
    assert Membership.objects.count() == 2

    assert worker.work(kinds=[KIND], now=timezone.now() + timedelta(hours=1)) == 1

    done = api.get(sent["Location"]).json()
    counts = {name: done["counts"][name] for name in ("rows", "added", "changed", "ended")}
    assert (done["state"], counts) == ("done", {"rows": 4, "added": 2, "changed": 1, "ended": 1})
    rows = api.get(f"/imports/{done['id']}/rows").json()["items"]
    assert [one["result"] for one in rows] == ["changed", "ended", "added", "added"]
    assert Membership.objects.count() == 4
    verbs = Counter(AuditEvent.objects.values_list("verb", flat=True))
    assert (verbs[Verb.MEMBERSHIP_ENDED], verbs[Verb.ROSTER_IMPORTED]) == (1, 1)


def test_whom_someone_else_changes_meanwhile_is_planned_again(here: Institution) -> None:
    for number, email in (("1", "a@x.example"), ("2", "b@x.example")):
        MembershipFactory(institution=here, external_id=number, user__email=email)
    made = plan(here, ADA, BO)

    told, errors = written(
        made,
        lambda: elsewhere(
            "UPDATE profiles_membership SET track = 'research' WHERE external_id = '2'"
        ),
    )

    assert (told, errors) == ({"changed": 2}, [])
    bo = Membership.objects.get(external_id="2")
    assert (bo.given_name, bo.track) == ("Bo", "research")


def test_email_that_someone_else_gets_meanwhile_refuses_its_row_alone(here: Institution) -> None:
    MembershipFactory(institution=here, external_id="9", user__email="i@x.example")
    made = plan(here, ADA, BO)

    told, errors = written(
        made,
        lambda: elsewhere(
            "UPDATE profiles_membership SET address = 'b@x.example' WHERE external_id = '9'"
        ),
    )

    assert (told, errors) == ({"added": 1}, [(made.numbers["2"][0], "email_taken")])
    assert not Membership.objects.filter(external_id="2").exists()


def test_unit_that_goes_meanwhile_is_made_again(here: Institution) -> None:
    Unit.objects.create(institution=here, name="Med")
    made = plan(here, f"{ADA},", f"{BO},Med", header=HEADER + ",unit")

    _told, errors = written(made, lambda: elsewhere("DELETE FROM profiles_unit"))

    assert (errors, Membership.objects.count()) == ([], 2)
    assert Membership.objects.get(external_id="2").unit.name == "Med"


def test_swapped_emails_and_a_new_supervisor_count_a_person_once(here: Institution) -> None:
    for number, email in (("1", "b@x.example"), ("2", "a@x.example")):
        MembershipFactory(institution=here, external_id=number, user__email=email)
    made = plan(here, f"{ADA},3", f"{BO},", f"{CY},", header=HEADER + ",supervisor_external_id")

    told, errors = written(made)

    assert (told, errors) == ({"changed": 2, "added": 1}, [])
    ada, bo, cy = Membership.objects.order_by("external_id")
    assert (ada.supervisor, ada.user.email, bo.user.email) == (cy, "a@x.example", "b@x.example")


def test_last_director_stays_though_a_row_ends_them(here: Institution) -> None:
    first, gone = (
        MembershipFactory(institution=here, offices=["director"], external_id=number)
        for number in ("8", "9")
    )
    row = f"9,{gone.email},{gone.given_name},{gone.family_name},{gone.rank}"
    header = f"{HEADER},end_date"
    made = plan(here, f"{ADA},", f"{row},{here.local_date()}", header=header)
    assert not made.errors

    elsewhere("UPDATE profiles_membership SET end_date = now() WHERE external_id = '8'")
    _told, errors = written(made)

    gone.refresh_from_db()
    first.refresh_from_db()
    assert (gone.is_current, first.is_current) == (True, False)
    assert errors == [(3, "last_director")]


def test_last_director_stays_whoever_is_missing(here: Institution) -> None:
    gone = MembershipFactory(institution=here, offices=["director"], external_id="8")
    other = MembershipFactory(institution=here, offices=["director"], external_id="9")
    row = f"9,{other.email},{other.given_name},{other.family_name},{other.rank}"
    made = plan(here, row, ADA, end_missing=True)
    assert [one.external_id for one in made.missing] == ["8"]

    written(
        made,
        lambda: elsewhere(
            "UPDATE profiles_membership SET end_date = now() WHERE external_id = '9'"
        ),
    )

    gone.refresh_from_db()
    assert gone.is_current
