"""What a worker does with a roster: again after a lost wake-up, after another, and shown again."""

import os
import signal
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from mentornet.jobs.kinds import ATTEMPTS
from mentornet.jobs.models import Job
from profiles.institution.domain.lock import lock_roster
from profiles.models import Membership, RosterImport, User
from profiles.roster.domain import jobs
from profiles.roster.domain.found_errors import errors_of
from profiles.roster.tasks import advance_roster_import, advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.profiles.roster.pages import GOOD, checked, confirm, upload
from tests.profiles.roster.steps import HEADER, plan
from tests.support.api import Api, person
from tests.support.locks import waiting_for_locks

pytestmark = pytest.mark.django_db


def test_roster_that_changed_since_is_shown_again(client, director):
    row = checked(client, GOOD)
    MembershipFactory(
        institution=director.institution, external_id="1", given_name="Ada", rank="associate"
    )
    row = confirm(client, row)
    assert row.state == "checked"
    assert (
        "since you checked this file"
        in client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    )
    assert confirm(client, row).state == "done"


def test_lost_wake_up_is_sent_again(client, director):
    upload(client, GOOD)
    assert advance_waiting_imports() == 1
    row = RosterImport.objects.get()
    assert row.state == "checked"
    client.post(reverse("profiles:roster_confirm", args=[row.pk]))
    assert advance_waiting_imports() == 1
    assert advance_waiting_imports() == 0
    assert Membership.objects.count() == 3


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_wrong_with_rows_is_said_in_the_language_of_who_sent_the_file(
    client, director, language
):
    User.objects.filter(pk=director.user_id).update(language=language)
    with translation.override(language):
        said = [one.message for one in plan(director.institution, "3,no-email,Cy,Cole").errors]

    row = checked(client, HEADER + "\n3,no-email,Cy,Cole\n")

    assert said
    assert [one["message"] for one in errors_of(row)] == said


@pytest.mark.django_db(transaction=True)
def test_import_waits_for_one_that_is_being_written(client):
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], external_id="D1")
    client.force_login(director.user)
    row = checked(client, GOOD)
    client.post(reverse("profiles:roster_confirm", args=[row.pk]))
    order: list[str] = []

    def work() -> None:
        try:
            advance_roster_import(str(row.pk))
            order.append("imported")
        finally:
            connection.close()

    with transaction.atomic():
        lock_roster(director.institution)
        other = threading.Thread(target=work)
        other.start()
        while not waiting_for_locks():
            assert other.is_alive()
        assert Membership.objects.count() == 1
        order.append("released")
    other.join(20)
    assert order == ["released", "imported"]
    assert Membership.objects.count() == 3


# A worker that is killed -----------------------------------------------------------------------


def killed_worker(*, before_part: int) -> int:
    """Run a worker as a process of its own, which is killed before it commits that part."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        # The connection is the parent's: it is left alone, and not closed.
        connection.connection = None
        note, parts = jobs._note_written, []

        def note_or_die(*args: Any) -> None:
            parts.append(1)
            if len(parts) == before_part:
                os.kill(os.getpid(), signal.SIGKILL)
            note(*args)

        jobs._note_written = note_or_die  # type: ignore[assignment]
        advance_waiting_imports()
    finally:
        os._exit(0)


def lease_ends() -> None:
    Job.objects.filter(kind=jobs.KIND).update(claimed_until=timezone.now(), due_at=timezone.now())


@pytest.fixture
def roster(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> tuple[Api, str]:
    """Five people, of whom two are written at a time."""
    monkeypatch.setattr("profiles.roster.domain.parts.SIZE", 2)
    api = Api(InstitutionFactory())
    sent = api.put(
        "/members/bulk",
        lines(*(person(number) for number in range(5))),
        content_type=LINES,
    )
    return api, sent["Location"]


def test_import_goes_on_after_its_worker_was_killed_between_parts(roster):
    api, path = roster

    assert killed_worker(before_part=2) == -signal.SIGKILL
    there = set(Membership.objects.values_list("external_id", flat=True))
    under_way = api.get(path).json()
    lease_ends()
    advance_waiting_imports()
    found = api.get(path).json()

    assert there == {"F00000", "F00001"}
    assert (under_way["finished_at"], under_way["progress_done"]) == (None, 2)
    assert (found["state"], found["counts"]["added"], found["progress_done"]) == ("done", 5, 5)
    assert Membership.objects.count() == 5
    assert there < set(Membership.objects.values_list("external_id", flat=True))
    rows = api.get(f"{path}/rows").json()["items"]
    assert [one["result"] for one in rows] == ["added"] * 5


def test_import_whose_workers_are_all_killed_says_so_and_can_be_sent_again(roster):
    api, path = roster
    for _time in range(3 * ATTEMPTS):
        if api.get(path).json()["finished_at"]:
            break
        killed_worker(before_part=2 if not Membership.objects.exists() else 1)
        lease_ends()
    found = api.get(path).json()
    kept = Membership.objects.count()
    again = done(
        api,
        api.put(
            "/members/bulk",
            lines(*(person(number) for number in range(5))),
            content_type=LINES,
        ),
    )

    assert (found["state"], kept) == ("failed", 2)
    assert found["message"].endswith(".")
    assert (again["state"], again["counts"]["added"], again["counts"]["unchanged"]) == (
        "done",
        3,
        2,
    )
    assert Membership.objects.count() == 5
