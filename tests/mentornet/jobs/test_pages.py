"""What who waits sees of a job: that it works, a sentence when it failed, and buttons for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.jobs.models import Job
from mentornet.jobs.queue import retry_by_hand
from profiles.models import Institution
from tests.factories import InstitutionFactory
from tests.mentornet.jobs.test_faults import KINDS, director, job_of, raising, sweep_with_time

pytestmark = pytest.mark.django_db


def of(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk])


def of_run(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.run_id])


@dataclass(frozen=True)
class Page:
    """Where it is seen, cancelled and tried again; what the row says when it was cancelled."""

    shown: Callable[[Any], str]
    cancel: Callable[[Any], str]
    retry: Callable[[Any], str]
    cancelled: str
    retried: tuple[str, ...] = ("queued",)


PAGES = {
    "import": Page(
        of("profiles:roster_import"),
        of("profiles:roster_cancel"),
        of("profiles:roster_retry"),
        "cancelled",
        ("uploaded",),
    ),
    "run": Page(
        of("matching:run"), of("matching:run_cancel"), of("matching:run_retry"), "cancelled"
    ),
    "publication": Page(
        of_run("matching:run"),
        of_run("matching:publication_cancel"),
        of_run("matching:run_publish"),
        "failed",
        # Asking again is a request of its own.
        ("failed", "queued"),
    ),
    "report": Page(
        lambda row: reverse("evaluations:gaps"),
        of("evaluations:gaps_cancel"),
        lambda row: reverse("evaluations:gaps_ask"),
        "failed",
        ("failed", "queued"),
    ),
}


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def client(here: Institution) -> Client:
    one = Client()
    one.force_login(director(here).user)
    return one


@pytest.mark.parametrize("name", PAGES)
def test_what_failed_says_so_and_can_be_tried_again(name, here, client, monkeypatch) -> None:
    kind, page = KINDS[name], PAGES[name]
    row = kind.make(here)
    with monkeypatch.context() as patch:
        patch.setattr(kind.module, kind.step, raising(RuntimeError("nobody reads this")))
        sweep_with_time(kind)

    seen = client.get(page.shown(row)).content.decode()
    assert "Something went wrong, and trying several times did not help." in seen
    assert ["Try again" in seen, page.retry(row) in seen, "nobody reads" in seen] == [
        True,
        True,
        False,
    ]

    client.post(page.retry(row))
    states = type(row).objects.filter(institution=here).values_list("state", flat=True)
    assert sorted(states) == list(page.retried)
    kind.sweep()
    assert "Something went wrong" not in client.get(page.shown(row)).content.decode()


@pytest.mark.parametrize("name", ["import", "run", "publication", "sheet"])
def test_between_two_attempts_the_page_says_when_the_next_one_is(name, here, client, monkeypatch):
    kind = KINDS[name]
    row = kind.make(here)
    shown = PAGES[name].shown(row) if name in PAGES else reverse("matching:sheet", args=[row.pk])
    said = "We will try again at"
    assert said not in client.get(shown).content.decode()

    with monkeypatch.context() as patch:
        patch.setattr(kind.module, kind.step, raising(RuntimeError("once")))
        kind.sweep()

    assert said in client.get(shown).content.decode()
    Job.objects.filter(subject_id=row.pk).update(due_at=timezone.now())
    kind.sweep()
    assert said not in client.get(shown).content.decode()


def test_a_cancelled_run_is_run_again(here, client) -> None:
    kind, page = KINDS["run"], PAGES["run"]
    row = kind.make(here)
    client.post(page.cancel(row))
    assert "Run it again" in client.get(page.shown(row)).content.decode()

    client.post(page.retry(row))

    assert kind.sweep() == 1
    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.parametrize("name", PAGES)
def test_what_waits_shows_it_and_can_be_cancelled(name, here, client) -> None:
    kind, page = KINDS[name], PAGES[name]
    row = kind.make(here)

    assert page.cancel(row) in client.get(page.shown(row)).content.decode()
    client.post(page.cancel(row))

    row.refresh_from_db()
    assert (row.state, job_of(row).state) == (page.cancelled, "cancelled")
    assert kind.sweep() == 0
    # Twice does no harm.
    assert client.post(page.cancel(row)).status_code == 302
    # Nor does an operator begin again what someone has called off.
    assert (retry_by_hand(Job.objects.filter(subject_id=row.pk)), kind.sweep()) == (0, 0)


def test_a_spreadsheet_is_cancelled_to_its_columns_and_matched_again(here, client) -> None:
    row = KINDS["sheet"].make(here)
    address = reverse("matching:sheet", args=[row.pk])
    assert reverse("matching:sheet_cancel", args=[row.pk]) in client.get(address).content.decode()

    client.post(reverse("matching:sheet_cancel", args=[row.pk]))

    row.refresh_from_db()
    assert (row.state, Job.objects.get(subject_id=row.pk).state) == ("columns", "cancelled")
    columns = {f"people-{at}": meant for at, meant in row.columns["people"].items()}
    client.post(
        reverse("matching:sheet_columns", args=[row.pk]),
        {**columns, "match": "1", "method": "stable"},
    )
    assert KINDS["sheet"].sweep() == 1
    row.refresh_from_db()
    assert row.state == "done"
