"""Answers to check-ins: one tap, by the person asked alone, until the next question."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.models import CheckIn, Meeting
from networks.models import Tie
from networks.relationships.domain.tie import end_tie
from profiles.models import Institution, Membership, Preferences
from tests.evaluations.check_ins.domain.test_asking import (
    TUESDAY,
    answer_to,
    ask,
    here,
    links,
    pair,
)
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory
from tests.support.pages import heading

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def asked(here: Institution, side: str = "protege") -> CheckIn:
    tie = pair(here)
    ask()
    return CheckIn.objects.get(member=getattr(tie, side))


def test_a_scanner_that_fetches_every_link_answers_nothing(here: Institution, client) -> None:
    tie = pair(here)
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)

    for path in links(message):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200

    assert not CheckIn.objects.exclude(answer="").exists()


def test_one_tap_without_a_sign_in_or_a_cookie_is_an_answer(here: Institution) -> None:
    row = asked(here)

    for _tap in range(2):
        page = Client(enforce_csrf_checks=True).post(answer_to(row, "met"))

    row.refresh_from_db()
    assert (row.answer, row.met_on is not None) == ("met", True)
    assert "Thank you" in page.content.decode()


def test_another_link_changes_the_answer(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    client.post(answer_to(row, "not_now"))

    row.refresh_from_db()
    assert (row.answer, row.met_on) == ("not_now", None)
    assert row.not_before is not None


def test_not_now_asks_later(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "not_now"))
    CheckIn.objects.filter(pk=row.pk).update(not_before=date(2027, 2, 1))

    ask(TUESDAY + timedelta(days=42))
    assert CheckIn.objects.filter(member=row.member).count() == 1
    ask(datetime(2027, 2, 2, 5, tzinfo=UTC))
    assert CheckIn.objects.filter(member=row.member).count() == 2


def test_not_now_takes_a_day_of_ones_own(here: Institution, client) -> None:
    row = asked(here)
    page = client.post(answer_to(row, "not_now")).content.decode()
    assert "Ask me again on" in page
    day = (datetime.now(UTC) + timedelta(days=90)).date()

    client.post(answer_to(row, "not_now"), {"details": "1", "not_before": "2001-01-01"})
    row.refresh_from_db()
    assert row.not_before != date(2001, 1, 1)
    client.post(answer_to(row, "not_now"), {"details": "1", "not_before": day.isoformat()})

    row.refresh_from_db()
    assert row.not_before == day


def test_details_are_optional_and_a_length_makes_one_meeting(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    given = {"details": "1", "met_on": day.isoformat(), "minutes": "45", "line": "Went well"}

    for _twice in range(2):
        client.post(answer_to(row, "met"), given)

    row.refresh_from_db()
    assert (row.met_on, row.minutes, row.line) == (day, 45, "Went well")
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.state, meeting.notes) == (45, "held", "")


def test_a_day_that_lies_ahead_is_refused_with_what_was_typed_kept(here, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    given = {"details": "1", "met_on": "2099-01-01", "line": "Keep this"}

    page = client.post(answer_to(row, "met"), given).content.decode()

    assert "This date is in the future." in page
    assert "Keep this" in page
    assert not Meeting.objects.exists()


def test_a_line_is_for_its_author_alone(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    day = datetime.now(UTC).date().isoformat()
    client.post(answer_to(row, "met"), {"details": "1", "met_on": day, "line": "Between us"})

    page = client_of(row.tie.mentor).get(reverse("evaluations:relationship", args=[row.tie_id]))

    assert "Between us" not in page.content.decode()


def test_help_reaches_the_state_of_the_tie_until_they_meet(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "help"))
    ((_tie, facts),) = facts_of([row.tie_id], today=date(2026, 11, 25))
    assert facts.asked_for_help

    other = CheckIn.objects.get(tie=row.tie_id, member=row.tie.mentor)
    client.post(answer_to(other, "met"))

    ((_tie, facts),) = facts_of([row.tie_id], today=date(2026, 11, 26))
    assert not facts.asked_for_help


def link_to(tie: Tie, answer: str) -> str:
    """The path in the mail to the protégé that gives this answer."""
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)
    return next(path for path in links(message) if path.endswith(f"/{answer}/"))


def refused(path: str) -> str:
    """What the page says that refuses *path*, which noted nothing."""
    before = CheckIn.objects.exclude(answer="").count()
    response = Client().post(path)
    assert response.status_code == 404
    assert CheckIn.objects.exclude(answer="").count() == before
    return " ".join(response.content.decode().split())


def test_a_link_ends_after_thirty_days_and_no_visit_renews_it(
    here: Institution, client, monkeypatch
) -> None:
    path = link_to(pair(here), "met")
    now = timezone.now()
    for days in (10, 20, 29):
        monkeypatch.setattr("django.utils.timezone.now", lambda days=days: now + timedelta(days))
        page = client.get(path).content.decode()
        # The page leads to the other answers by the same link, and makes no new one.
        assert {one.split("/")[2] for one in re.findall(r"/a/[^\"]+", page)} == {path.split("/")[2]}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=31))
    assert "This link has expired. Sign in to say how it is going." in refused(path)


def test_a_link_ends_with_the_next_question_about_the_same_tie(here: Institution) -> None:
    tie, other = pair(here), pair(here)
    first = link_to(tie, "met")
    elsewhere = next(links(one)[0] for one in ask() if one.recipient == other.protege.user.email)
    CheckIn.objects.filter(tie=other).update(not_before=date(2027, 6, 1))
    ask(TUESDAY + timedelta(days=35))

    assert "This link no longer works. Sign in to say how it is going." in refused(first)
    assert heading(Client().get(elsewhere)) == f"Did you and {other.mentor.name} meet?"


def test_a_link_ends_with_the_next_question_though_that_is_not_mailed(here: Institution) -> None:
    tie = pair(here)
    first = link_to(tie, "met")
    Preferences.objects.create(institution=here, member=tie.protege, check_ins_by_mail=False)
    ask(TUESDAY + timedelta(days=35))

    assert "This link no longer works" in refused(first)


def test_a_link_dies_with_the_relationship(here: Institution) -> None:
    tie = pair(here)
    path = link_to(tie, "help")
    end_tie(tie, by=tie.mentor)
    assert "This link no longer works" in refused(path)


@pytest.mark.parametrize("closing", ["login", "membership"])
def test_a_link_dies_with_its_holder(here: Institution, closing: str) -> None:
    tie = pair(here)
    path = link_to(tie, "help")
    if closing == "login":
        type(tie.protege.user).objects.filter(pk=tie.protege.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=tie.protege.pk).update(end_date=date(2026, 11, 24))
    assert "This link no longer works" in refused(path)


def test_a_signed_link_of_before_says_where_to_answer(here: Institution) -> None:
    row = asked(here)
    token = signing.dumps([row.pk.hex, "met"], salt="evaluations.check_in")
    assert "This link" in refused(reverse("evaluations:check_in_link", args=[token]))


def test_somebody_signed_in_answers_on_their_page_without_a_link(here: Institution) -> None:
    row = asked(here)
    page = client_of(row.member).get(reverse("evaluations:relationship", args=[row.tie_id]))
    paths = re.findall(r'action="(/check-ins/[^"]+)"', page.content.decode())
    assert len(paths) == 4
    assert "/a/" not in page.content.decode()

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(row.member.user)
    assert careful.post(paths[0]).status_code == 403
    for other in (row.tie.mentor, MembershipFactory(institution=here)):
        assert client_of(other).post(paths[0]).status_code == 404
    row.refresh_from_db()
    assert row.answer == ""

    client_of(row.member).post(paths[0])

    row.refresh_from_db()
    assert paths[0].endswith(f"/{row.answer}/")


def test_an_answer_that_is_none_is_not_found(here: Institution, client) -> None:
    row = asked(here)
    assert client.post(answer_to(row, "nonsense")).status_code == 404


def test_a_link_answers_its_own_question_alone(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))

    assert CheckIn.objects.exclude(answer="").count() == 1
