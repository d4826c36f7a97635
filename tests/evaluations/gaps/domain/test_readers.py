"""A reader of a part gets rows of the one published table, and nothing that was counted for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.gaps.domain.readers import groups_read_by, may_read, reads_whole
from evaluations.gaps.domain.report import build_report
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.privacy.models import FigurePublication, PublishedRow
from profiles.models import Institution, Membership, Unit
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    TieFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    here = InstitutionFactory(time_zone="UTC")
    surgery, medicine = (UnitFactory(institution=here, name=one) for one in ("Surgery", "Medicine"))
    UnitFactory(institution=here, name="Cardiology", parent=medicine)
    juniors = MembershipFactory.create_batch(24, institution=here, unit=surgery)
    seniors = MembershipFactory.create_batch(12, institution=here, unit=medicine)
    for junior in juniors[:10]:
        TieFactory(protege=junior, mentor=seniors[0], roles=["advisor", "coach"])
    take_snapshot(here)
    return here


def unit(here: Institution, name: str) -> Unit:
    return Unit.objects.get(institution=here, name=name)


def reader(
    here: Institution, role: str, kind: str = "institution", key: object = None
) -> Membership:
    member = MembershipFactory(institution=here)
    StaffRoleFactory(membership=member, role=role, scope_kind=kind, scope_id=key)
    member.refresh_from_db()
    return member


@pytest.mark.parametrize(
    ("role", "whole"), [("director", True), ("analyst", True), ("coordinator", False)]
)
def test_who_reads_the_whole(here: Institution, role: str, whole: bool) -> None:
    assert reads_whole(reader(here, role)) is whole


@pytest.mark.parametrize("role", ["coordinator", "analyst"])
def test_a_role_for_a_unit_reads_its_reports_with_all_below(here: Institution, role: str) -> None:
    medicine, cardiology = unit(here, "Medicine"), unit(here, "Cardiology")
    program = ProgramFactory(institution=here, unit=cardiology, state="running")
    ProgramFactory(institution=here, unit=cardiology, state="draft")
    ProgramFactory(institution=here, state="running")
    member = reader(here, role, "unit", medicine.pk)

    assert set(groups_read_by(member)) == {
        ("unit", str(medicine.pk)),
        ("unit", str(cardiology.pk)),
        ("program", str(program.pk)),
    }
    assert may_read(member, ("cohort", f"{program.pk.hex}-2026"))
    for group in [
        ("institution", ""),
        ("unit", str(unit(here, "Surgery").pk)),
        ("rank", "assistant"),
        ("track", ""),
        ("cohort", f"{ProgramFactory(institution=here).pk.hex}-2026"),
        ("cohort", "nonsense"),
    ]:
        assert not may_read(member, group)


def test_a_role_for_a_program_reads_that_program_alone(here: Institution) -> None:
    own, _other = ProgramFactory.create_batch(2, institution=here, state="running")

    for role in ("coordinator", "analyst"):
        member = reader(here, role, "program", own.pk)
        assert set(groups_read_by(member)) == {("program", str(own.pk))}


def test_page_of_a_part_says_what_the_directors_page_says_and_counts_nothing(client, here) -> None:
    surgery = unit(here, "Surgery")
    member, director = reader(here, "analyst", "unit", surgery.pk), reader(here, "director")
    published = list(PublishedRow.objects.order_by("pk").values())
    page = reverse("evaluations:gaps_group", args=["unit", str(surgery.pk)])
    seen = []
    for one in (member, director):
        client.force_login(one.user)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            seen.append(client.get(page).context["report"])
        asked = " ".join(query["sql"] for query in queries)
        # What reports are counted from is not even looked at.
        assert not any(
            table in asked for table in ("networks_tie", "profiles_need", "matching_enrollment")
        )

    assert seen[0] == seen[1] == build_report(here, dimension="unit", key=str(surgery.pk))
    assert seen[0].figures["with_mentor"].of is not None
    assert list(PublishedRow.objects.order_by("pk").values()) == published
    assert FigurePublication.objects.count() == 1


def test_pages_of_a_reader_of_a_part(client, here) -> None:
    surgery, medicine = unit(here, "Surgery"), unit(here, "Medicine")
    client.force_login(reader(here, "analyst", "unit", surgery.pk).user)
    start = client.get(reverse("evaluations:gaps")).content.decode()
    other = [
        client.get(reverse("evaluations:gaps_group", args=["unit", str(medicine.pk)])),
        client.get(reverse("evaluations:gaps_group_file", args=["unit", str(medicine.pk), "csv"])),
        client.get(reverse("evaluations:gaps_file", args=["csv"])),
        client.get(reverse("evaluations:gaps_group", args=["rank", "assistant"])),
    ]
    own = client.get(reverse("evaluations:gaps_group_file", args=["unit", str(surgery.pk), "csv"]))

    assert "Surgery" in start
    assert "Medicine" not in start
    assert [one.status_code for one in other] == [404] * 4
    assert own.status_code == 200


def test_an_analyst_publishes_and_lists_nothing(client, here) -> None:
    client.force_login(reader(here, "analyst").user)
    page = client.get(reverse("evaluations:gaps"))
    asked = client.post(reverse("evaluations:gaps_ask"))
    people = client.get(reverse("evaluations:dashboard"))

    assert page.status_code == 200
    assert reverse("evaluations:gaps_ask") not in page.content.decode()
    assert asked.status_code == 403
    assert people["Location"] == reverse("evaluations:gaps")
    # No link leads to what an analyst can't open.
    assert (
        reverse("matching:directing_programs") + '"'
        not in client.get(reverse("evaluations:gaps")).content.decode()
    )
