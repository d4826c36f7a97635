"""Whole rosters and what changed since: asynchronous, row by row, and nobody missed."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from profiles.models import Membership, RosterImport
from profiles.roster.domain import jobs
from profiles.roster.domain.imports import cancel_import
from profiles.roster.tasks import advance_waiting_imports
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api, person

LINES = "application/x-ndjson"


@pytest.fixture
def api(db: None) -> Api:
    return Api(InstitutionFactory())


def lines(*people: Any) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in people).encode()


def done(api: Api, answer: Any) -> dict[str, Any]:
    """Let a worker do what is due, and read the import as a client does."""
    assert answer.status_code == 202, answer.content
    advance_waiting_imports()
    return api.get(answer["Location"]).json()  # type: ignore[no-any-return]


def test_json_is_written_by_a_worker_and_told_row_by_row(api: Api) -> None:
    MembershipFactory(institution=api.client.institution, external_id="F00001")

    answer = api.put("/members/bulk", {"members": [person(1), person(2)]})

    assert Membership.objects.count() == 1
    found = done(api, answer)
    assert (found["state"], found["counts"]["added"], found["counts"]["changed"]) == ("done", 1, 1)
    assert found["finished_at"]
    rows = api.get(f"/imports/{found['id']}/rows").json()["items"]
    assert [(one["row"], one["external_id"], one["result"]) for one in rows] == [
        (1, "F00001", "changed"),
        (2, "F00002", "added"),
    ]


def test_lines_with_a_bad_one_are_refused_as_a_whole(api: Api) -> None:
    sent = lines(person(1), person(2, rank="king"), "{", '{"external_id": "F3"}', "[]")

    found = done(api, api.put("/members/bulk", sent, content_type=LINES))

    assert (found["state"], found["counts"]["bad_rows"]) == ("refused", 4)
    assert not Membership.objects.exists()
    rows = api.get(f"/imports/{found['id']}/rows?result=error").json()["items"]
    assert [one["row"] for one in rows] == [2, 3, 4, 5]
    assert rows[0]["errors"][0]["column"] == "rank"
    assert [one["column"] for one in rows[2]["errors"]] == [
        "email",
        "given_name",
        "family_name",
        "rank",
    ]


def test_bad_rows_can_be_skipped(api: Api) -> None:
    sent = lines(person(1), person(2, rank="king"))

    path = "/members/bulk?skip_bad_rows=true"
    found = done(api, api.put(path, sent, content_type=LINES))

    assert found["state"] == "done"
    assert [one.external_id for one in Membership.objects.all()] == ["F00001"]


def test_dry_run_says_what_it_would_do_and_does_not(api: Api) -> None:
    found = done(api, api.put("/members/bulk?dry_run=true", lines(person(1)), content_type=LINES))

    assert (found["state"], found["dry_run"], found["counts"]["added"]) == ("tried", True, 1)
    assert not Membership.objects.exists()


def test_those_who_are_missing_are_ended(api: Api) -> None:
    gone = MembershipFactory(institution=api.client.institution)

    path = "/members/bulk?end_missing=true"
    found = done(api, api.put(path, lines(person(1)), content_type=LINES))

    gone.refresh_from_db()
    assert not gone.is_current
    rows = api.get(f"/imports/{found['id']}/rows?result=ended").json()["items"]
    assert [(one["row"], one["external_id"]) for one in rows] == [(None, gone.external_id)]


def test_rows_come_in_pages(api: Api) -> None:
    sent = lines(*(person(number) for number in range(1, 6)))
    found = done(api, api.put("/members/bulk", sent, content_type=LINES))
    path, seen = f"/imports/{found['id']}/rows?limit=2", []

    while path:
        page = api.get(path).json()
        seen += [one["row"] for one in page["items"]]
        path = page["next"]

    assert seen == [1, 2, 3, 4, 5]


def test_second_roster_waits_for_the_first_and_the_same_is_one(api: Api) -> None:
    first = api.put("/members/bulk", lines(person(1)), content_type=LINES)
    same = api.put("/members/bulk", lines(person(1)), content_type=LINES)
    other = api.put("/members/bulk", lines(person(2)), content_type=LINES)

    assert same["Location"] == first["Location"]
    assert (other.status_code, other.json()["code"]) == (409, "import_in_progress")


def test_cancelled_import_writes_nothing(api: Api) -> None:
    sent = api.put("/members/bulk", lines(person(1)), content_type=LINES)

    cancelled = api.post(f"/imports/{sent.json()['id']}/cancel")

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert done(api, sent)["state"] == "cancelled"
    assert not Membership.objects.exists()


def test_cancelling_while_it_is_written_takes_everything_back(api: Api, monkeypatch) -> None:
    sent = api.put("/members/bulk", lines(person(1)), content_type=LINES)
    write = jobs.apply_import

    def write_and_be_cancelled(plan: Any, **options: Any) -> Any:
        cancel_import(RosterImport.objects.get(), actor=None)
        options["progress"] = None
        return write(plan, **options)

    monkeypatch.setattr(jobs, "apply_import", write_and_be_cancelled)

    assert done(api, sent)["counts"] == {}
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/members"), ({"members": []}, "/members"), ({"members": [1]}, "/members/0")],
)
def test_shape_of_json_is_refused_at_once(api: Api, body: Any, pointer: str) -> None:
    answer = api.put("/members/bulk", body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not RosterImport.objects.exists()


def test_results_are_forgotten_after_a_week(api: Api) -> None:
    found = done(api, api.put("/members/bulk", lines(person(1)), content_type=LINES))
    RosterImport.objects.update(uploaded_at=timezone.now() - timedelta(days=8))

    advance_waiting_imports()

    assert api.get(f"/imports/{found['id']}/rows").json()["items"] == []


# What changed since --------------------------------------------------------------------------


def changed_since(api: Api, since: str) -> tuple[list[str], str]:
    path, found, until = f"/members?limit=2&updated_since={since}", [], ""
    while path:
        page = api.get(path.replace("+", "%2B")).json()
        found += [one["external_id"] for one in page["items"]]
        path, until = page["next"], until or page["synced_until"]
    return found, until


def test_import_address_and_end_show_up_among_the_changes(api: Api) -> None:
    people = MembershipFactory.create_batch(5, institution=api.client.institution)
    everybody, until = changed_since(api, "2020-01-01T00:00:00Z")
    assert sorted(everybody) == sorted(one.external_id for one in people)
    long_ago = "UPDATE profiles_membership SET updated_at = now() - interval '1 day'"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_membership DISABLE TRIGGER membership_touch")
        cursor.execute(long_ago)
        cursor.execute("ALTER TABLE profiles_membership ENABLE TRIGGER membership_touch")
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert changed_since(api, since)[0] == []

    moved = person(8, external_id=people[0].external_id, email="new@school.example")
    done(api, api.put("/members/bulk", {"members": [moved]}))
    Membership.objects.filter(pk=people[1].pk).update(end_date="2026-01-31")
    row = person(9, external_id=people[2].external_id)
    done(api, api.put("/members/bulk", {"members": [row]}))

    assert sorted(changed_since(api, since)[0]) == sorted(one.external_id for one in people[:3])
    gone = api.get(f"/members/{people[1].pk}").json()
    assert (gone["state"], gone["end_date"]) == ("ended", "2026-01-31")
    assert until


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_yet_is_not_missed() -> None:
    api = Api(InstitutionFactory())
    member = MembershipFactory(institution=api.client.institution)
    written, may_commit = threading.Event(), threading.Event()

    def change_slowly() -> None:
        with transaction.atomic():
            Membership.objects.filter(pk=member.pk).update(rank="full")
            written.set()
            may_commit.wait(10)
        connection.close()

    worker = threading.Thread(target=change_slowly)
    worker.start()
    written.wait(10)
    # Somebody else's later change is committed and seen first.
    MembershipFactory(institution=api.client.institution)
    _seen, until = changed_since(api, "2020-01-01T00:00:00Z")
    may_commit.set()
    worker.join()

    assert member.external_id in changed_since(api, until)[0]
