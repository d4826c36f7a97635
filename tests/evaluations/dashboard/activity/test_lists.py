"""The audit log as a list, and as a file for an auditor."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.urls import reverse

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
LIST = "evaluations:audit"


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(
        given_name="Dee", family_name="Rector", offices=[StaffRoleKind.DIRECTOR]
    )
    AuditEvent.objects.all().delete()
    return found


def changed(director: Membership, *names: str) -> None:
    for name in names:
        unit = UnitFactory(institution=director.institution, name=name)
        record(Verb.UNIT_CHANGED, actor=director.user, institution=unit.institution, subject=unit)


def page(member: Membership, **query: str) -> str:
    return on_one_line(client_of(member).get(reverse(LIST), query).content.decode())


def test_newest_first_and_filtered(director: Membership) -> None:
    changed(director, "Surgery", "Medicine")

    shown = page(director)
    assert shown.index("changed the unit Medicine") < shown.index("changed the unit Surgery")
    shown = page(director, sort="when")
    assert shown.index("changed the unit Surgery") < shown.index("changed the unit Medicine")
    assert "changed the unit" in page(director, q="rector", part="settings")
    assert "changed the unit" not in page(director, q="nobody")
    assert "changed the unit" not in page(director, part="surveys")
    assert "changed the unit" not in page(director, last="2020-01-01")


def test_what_has_no_sentence_is_in_no_row_and_no_count(director: Membership) -> None:
    changed(director, "Surgery")
    record(
        Verb.TIE_RECORDED,
        actor=director.user,
        institution=director.institution,
        subject=director,
    )

    assert "1 entry" in page(director)


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    director: Membership, number: int, django_assert_num_queries
) -> None:
    changed(director, *(f"Unit {at}" for at in range(number)))
    client = client_of(director)
    client.get(reverse(LIST))

    with django_assert_num_queries(10):
        client.get(reverse(LIST))


def test_an_auditor_gets_sentences(director: Membership) -> None:
    changed(director, "=cmd()")
    client = client_of(director)

    written = client.get(reverse(f"{LIST}_file", args=["csv"]))
    lines = list(csv.reader(StringIO(written.getvalue().decode("utf-8-sig"))))

    event = AuditEvent.objects.get(verb="unit.changed")
    assert lines == [
        ["When (America/New_York)", "Who", "About", "What happened"],
        [
            f"{event.at.astimezone(director.institution.zone):%Y-%m-%d %H:%M:%S}",
            "Dee Rector",
            "Settings and connections",
            "Dee Rector changed the unit =cmd().",
        ],
    ]
    assert AuditEvent.objects.filter(verb="list.exported.audit").count() == 1


@pytest.mark.parametrize("role", ["analyst", "facilitator", "ombuds"])
def test_others_read_nothing(director: Membership, role: str) -> None:
    changed(director, "Surgery")
    client = client_of(MembershipFactory(institution=director.institution, offices=[role]))

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(f"{LIST}_file", args=["csv"])).status_code == 403


def test_a_coordinator_of_a_part_reads_of_that_part_alone(director: Membership) -> None:
    changed(director, "Surgery", "Medicine")
    surgery = Unit.objects.get(name="Surgery")
    coordinator = MembershipFactory(institution=director.institution)
    StaffRoleFactory(
        membership=coordinator, role="coordinator", scope_kind="unit", scope_id=surgery.pk
    )

    for query in ({}, {"q": "rector"}, {"sort": "when"}):
        shown = page(coordinator, **query)
        assert "Medicine" not in shown
    assert "changed the unit Surgery" in page(coordinator)
    written = client_of(coordinator).get(reverse(f"{LIST}_file", args=["csv"])).getvalue().decode()
    assert ("changed the unit Surgery" in written, "Medicine" in written) == (True, False)


def test_another_institution_is_not_in_it(director: Membership) -> None:
    changed(director, "Surgery")
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])

    assert "Surgery" not in page(other)
