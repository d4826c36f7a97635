"""Whole rosters and what changed since: asynchronous, row by row, and no one missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from profiles.models import Membership, RosterImport
from profiles.roster.domain.imports import cancel_import
from profiles.roster.tasks import advance_waiting_imports
from profiles.signals import membership_ended
from tests.factories import MembershipFactory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api, person


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


def test_cancelling_while_it_is_written_keeps_what_is_and_says_how_many(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("profiles.roster.domain.parts.SIZE", 1)
    leaver = MembershipFactory(institution=api.client.institution, external_id="F00000")

    def cancel(sender: Any, **kwargs: Any) -> None:
        cancel_import(RosterImport.objects.get(), actor=None)

    leaving = person(0) | {"email": leaver.email, "end_date": "2026-01-31"}
    sent = api.put("/members/bulk", lines(leaving, person(1)), content_type=LINES)
    membership_ended.connect(cancel)
    try:
        found = done(api, sent)
    finally:
        membership_ended.disconnect(cancel)

    assert (found["state"], found["counts"]["ended"], found["counts"]["added"]) == (
        "cancelled",
        1,
        0,
    )
    assert list(Membership.objects.values_list("external_id", flat=True)) == ["F00000"]


def test_results_are_purged_after_a_week(api: Api) -> None:
    found = done(api, api.put("/members/bulk", lines(person(1)), content_type=LINES))
    RosterImport.objects.update(uploaded_at=timezone.now() - timedelta(days=8))

    advance_waiting_imports()

    assert api.get(f"/imports/{found['id']}/rows").json()["items"] == []


# What changed since --------------------------------------------------------------------------
