"""Requests for figures: asked once, made by a worker; and the mail of the month."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.gaps.domain.requests import ask_for_report
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.gaps.tasks import advance_waiting_reports, mail_monthly_reports
from evaluations.models import GapReport
from evaluations.privacy.domain import store
from mentornet.jobs.models import Job
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Institution, Preferences
from tests.evaluations.gaps.domain.test_report import NOW, director, here
from tests.evaluations.meetings.domain.test_lifecycle import client_of

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_a_director_asks_for_a_count_once_and_a_worker_makes_it(here: Institution) -> None:
    client = client_of(director(here))
    for _twice in range(2):
        client.post(reverse("evaluations:gaps_ask"))
    row = GapReport.objects.get()
    waiting = client.get(reverse("evaluations:gaps_progress", args=[row.pk]))
    assert "HX-Refresh" not in waiting

    assert advance_waiting_reports() == 1

    row.refresh_from_db()
    assert row.state == "done"
    ready = client.get(reverse("evaluations:gaps_progress", args=[row.pk]))
    assert ready["HX-Refresh"] == "true"
    page = client.get(reverse("evaluations:gaps")).content.decode()
    assert "Have a mentor" in page
    assert client.get(reverse("evaluations:gaps") + f"?day={row.day}").status_code == 200
    assert f"?day={row.day}" in page


def test_a_count_whose_worker_died_is_taken_over(here: Institution) -> None:
    row = ask_for_report(here, by=director(here))
    GapReport.objects.update(state="running")
    Job.objects.update(state="running", attempts=1, claimed_until=NOW)

    advance_waiting_reports()

    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.django_db(transaction=True)
def test_how_far_a_count_is_can_be_seen_before_it_is_done(here: Institution, monkeypatch) -> None:
    row = ask_for_report(here, by=director(here))
    monkeypatch.setattr(store, "POPULATION", "SELECT 1 / 0 WHERE %s IS NOT NULL")
    monkeypatch.setattr("mentornet.jobs.progress.EVERY_SECONDS", 0)

    for state in ("running", "running", "failed"):
        assert advance_waiting_reports() == 1
        Job.objects.update(due_at=NOW)
        row.refresh_from_db()
        # What the count itself wrote is undone; what it showed meanwhile is there.
        assert (row.state, row.progress_done) == (state, 2)
    assert "Something went wrong" in row.message


def test_directors_are_told_once_a_month_with_a_link_and_no_figure(here: Institution) -> None:
    one, other = director(here), director(here)
    Preferences.objects.create(institution=here, member=other, reports_by_mail=False)
    take_snapshot(here)

    for _twice in range(2):
        mail_monthly_reports()

    message = OutboxMessage.objects.get(kind="gap_report")
    assert message.recipient == one.user.email
    assert reverse("evaluations:gaps") in message.body_text
