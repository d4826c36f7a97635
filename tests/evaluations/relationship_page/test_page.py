"""The one page of a relationship: what it shows of each state, to each of the two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.models import Tie
from networks.relationships.agreements.domain.confirming import suggest_agreement
from profiles.models import Membership
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db

# The buttons and links by which somebody changes the relationship itself.
ACTS = (
    "tie_confirm",
    "tie_refuse",
    "tie_edit",
    "tie_ending",
    "tie_end",
    "tie_undo_end",
    "agreement",
)


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(tie: Tie, reader: Membership | None) -> str:
    assert reader is not None
    return client_of(reader).get(tie.get_absolute_url()).content.decode()


def acts_on(page: str, tie: Tie) -> list[str]:
    return [one for one in ACTS if f'"{reverse(f"networks:{one}", args=[tie.pk])}"' in page]


@pytest.mark.parametrize(
    ("state", "by_protege", "by_mentor"),
    [
        ("unconfirmed", ["tie_edit", "tie_end"], ["tie_confirm", "tie_refuse"]),
        ("active", ["tie_edit", "tie_ending", "agreement"], ["tie_ending", "agreement"]),
        ("ended", [], []),
        ("refused", [], []),
    ],
)
def test_each_side_finds_what_the_state_lets_them_do(state, by_protege, by_mentor) -> None:
    tie = TieFactory(state=state, ended_on=date(2026, 1, 1) if state == "ended" else None)

    found = [acts_on(page_of(tie, one), tie) for one in (tie.protege, tie.mentor)]

    assert found == [by_protege, by_mentor]


def test_who_ended_it_today_can_take_that_back_and_the_other_side_cannot() -> None:
    tie = TieFactory()
    client_of(tie.mentor).post(reverse("networks:tie_end", args=[tie.pk]))

    found = [acts_on(page_of(tie, one), tie) for one in (tie.protege, tie.mentor)]

    assert found == [[], ["tie_undo_end"]]


@pytest.mark.parametrize(
    ("state", "met", "expected"),
    [
        ("active", False, True),
        ("ended", False, True),
        ("unconfirmed", False, False),
        ("refused", False, False),
        ("refused", True, True),
    ],
)
def test_meetings_stand_there_where_there_can_be_any(state, met, expected) -> None:
    tie = TieFactory(state=state, ended_on=date(2026, 1, 1) if state == "ended" else None)
    if met:
        tie.meetings.create(institution=tie.institution, state="held", starts_at=timezone.now())

    page = page_of(tie, tie.protege)

    headings = ['id="ahead"', 'id="actions"', 'id="past"']
    assert [one in page for one in headings] == [expected] * 3


def test_how_close_it_feels_is_for_the_protege_alone() -> None:
    tie = TieFactory(closeness=Tie.Closeness.DISTANT, frequency=Tie.Frequency.RARELY)

    own, other = page_of(tie, tie.protege), page_of(tie, tie.mentor)

    assert ["Distant" in own, "Once a year or less" in own] == [True, True]
    assert ["Distant" in other, "Once a year or less" in other] == [False, False]


def test_what_the_relationship_is_for_stands_there_for_both() -> None:
    tie = TieFactory(started_on=timezone.localdate() - timedelta(days=3))

    for reader in (tie.protege, tie.mentor):
        page = page_of(tie, reader)
        assert all(one in page for one in ("Advisor", "Career", "Found on your own", "Since"))


@pytest.mark.parametrize("above", ["mentor", "protege"])
def test_a_conflict_of_interest_is_said_to_both(above) -> None:
    tie = TieFactory()
    chief, member = (tie.mentor, tie.protege) if above == "mentor" else (tie.protege, tie.mentor)
    Membership.objects.filter(pk=member.pk).update(supervisor=chief)

    told = ["One of you supervises" in page_of(tie, one) for one in (tie.protege, tie.mentor)]

    assert told == [True, True]


def test_a_proposed_agreement_is_announced_to_who_has_to_answer() -> None:
    tie = TieFactory()
    suggest_agreement(tie, cadence="monthly", minutes=60)

    assert "You have a proposal to answer." in page_of(tie, tie.mentor)


def test_the_address_before_leads_there_for_the_two_and_for_no_one_else() -> None:
    tie = TieFactory()
    address = reverse("networks:tie", args=[tie.pk])
    stranger = TieFactory().protege

    answers = [client_of(one).get(address) for one in (tie.protege, tie.mentor)]

    page = reverse("evaluations:relationship", args=[tie.pk])
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, page)] * 2
    assert client_of(stranger).get(address).status_code == 404
