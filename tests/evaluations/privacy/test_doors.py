"""Door by door: confidential figures are read from what is published, whatever has changed since."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.gaps.domain.report import build_report
from evaluations.gaps.domain.requests import advance, ask_for_report
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.gaps.tasks import advance_waiting_reports, mail_monthly_reports
from evaluations.models import FigurePublication, GapReport, PublishedPerson, PublishedRow
from matching.models import Enrollment
from mentornet.mail.outbox import OutboxMessage
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution, Membership, Unit
from profiles.vocabulary import Rank, StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    ProgramFactory,
    TieFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def here() -> Institution:
    """Two departments, four ranks; ten people mentored, fifteen in need of a sponsor; published."""
    here = InstitutionFactory(time_zone="UTC")
    ranks = (Rank.INSTRUCTOR, Rank.ASSISTANT, Rank.ASSOCIATE, Rank.FULL)
    for name in ("Surgery", "Medicine"):
        unit = UnitFactory(institution=here, name=name)
        for rank in ranks:
            MembershipFactory.create_batch(12, institution=here, unit=unit, rank=rank)
    people = list(Membership.objects.filter(institution=here).order_by("pk"))
    program = ProgramFactory(institution=here, kind="mosaic", state="running")
    for number, one in enumerate(people):
        if number % 3 == 0:
            TieFactory(protege=one, mentor=people[number - 1], roles=["sponsor"])
        if number % 2 == 0:
            NeedFactory(member=one, institution=here, area="research", role="sponsor")
            EnrollmentFactory(program=program, member=one)
    take_snapshot(here, now=NOW)
    return here


@pytest.fixture
def director(here: Institution) -> Membership:
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR], rank=Rank.FULL)


def people_of(here: Institution) -> list[Membership]:
    return list(
        Membership.objects.filter(institution=here, offices=[])
        .order_by("pk")
        .select_related("unit")
    )


def doors_of(here: Institution) -> dict[str, str]:
    """Each page and file of the gap report, for the whole and for one group of each dimension."""
    found = {}
    program = Enrollment.objects.filter(institution=here).values_list("program", flat=True)[0]
    unit = Unit.objects.filter(institution=here).order_by("name")[0]
    groups = [("unit", unit.pk), ("rank", "assistant"), ("program", program)]
    for suffix in ("csv", "xlsx"):
        found[f"whole {suffix}"] = reverse("evaluations:gaps_file", args=[suffix])
        for dimension, key in groups:
            found[f"{dimension} {suffix}"] = reverse(
                "evaluations:gaps_group_file", args=[dimension, str(key), suffix]
            )
    found["page"] = reverse("evaluations:gaps")
    for dimension, key in groups:
        found[f"{dimension} page"] = reverse("evaluations:gaps_group", args=[dimension, str(key)])
    found["coverage"] = reverse("evaluations:program_coverage", args=[program])
    return found


def read(client: Client, address: str) -> Any:
    """What a door shows, without what differs with the moment."""
    answer = client.get(address)
    assert answer.status_code == 200
    if address.endswith("xlsx"):
        book = load_workbook(BytesIO(answer.content))
        return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]
    if address.endswith("csv"):
        return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    return answer.context["report"]


def change_everything(here: Institution) -> None:
    """Of nearly everybody something else is so than what is published."""
    people = people_of(here)
    for one in people[:60]:
        TieFactory(protege=one, mentor=people[-2], roles=["coach", "advisor"])
        NeedFactory(member=one, institution=here, area="career", role="confidant")
    for one in people[60:90]:
        one.rank = Rank.EMERITUS
        one.save()


def test_every_door_reads_the_last_publication_and_nothing_else(
    here: Institution, director: Membership
) -> None:
    client = client_of(director)
    before = {name: read(client, address) for name, address in doors_of(here).items()}
    assert before["page"].figures["with_mentor"].count is not None

    change_everything(here)

    assert {name: read(client, address) for name, address in doors_of(here).items()} == before
    take_snapshot(here, now=NOW + WEEK)
    after = {name: read(client, address) for name, address in doors_of(here).items()}
    assert [name for name in before if after[name] == before[name]] == []


def test_the_pdf_reads_the_last_publication(
    here: Institution, director: Membership, pango: None
) -> None:
    client = client_of(director)
    address = reverse("evaluations:gaps_file", args=["pdf"])
    change_everything(here)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    assert confidential_tables(queries) == []


# What a report may not read while somebody looks at it.
RAW = (
    "networks_tie",
    "profiles_need",
    "profiles_mentoroffer",
    "evaluations_meeting",
    "evaluations_checkin",
    "evaluations_publishedperson",
)


def confidential_tables(queries: Any) -> list[str]:
    return sorted(
        {table for query in queries.captured_queries for table in RAW if table in query["sql"]}
    )


def test_reading_a_report_opens_no_table_that_says_anything_of_a_person(
    here: Institution,
) -> None:
    with CaptureQueriesContext(connection) as queries:
        report = build_report(here)

    assert report is not None
    assert confidential_tables(queries) == []
    assert any("publishedrow" in query["sql"] for query in queries.captured_queries)


def test_asking_for_figures_brings_none_before_they_are_due(
    here: Institution, director: Membership
) -> None:
    """ "Count again" was the attacker's button: one edit, one count, one difference."""
    client = client_of(director)
    FigurePublication.objects.filter(institution=here).update(day=datetime.now(UTC).date())
    before = read(client, reverse("evaluations:gaps"))
    one = people_of(here)[0]
    one.rank = Rank.EMERITUS
    one.save()

    client.post(reverse("evaluations:gaps_ask"))
    assert advance_waiting_reports() == 1

    row = GapReport.objects.get()
    assert (row.state, row.day) == ("done", before.day)
    assert FigurePublication.objects.filter(institution=here).count() == 1
    assert read(client, reverse("evaluations:gaps")) == before
    page = client.get(reverse("evaluations:gaps")).content.decode()
    assert "Publish the report now" not in page


def test_a_webhook_and_a_mail_tell_of_a_report_and_hold_no_figure(
    here: Institution, director: Membership
) -> None:
    row = ask_for_report(here, by=director)
    FigurePublication.objects.filter(institution=here).update(day=datetime.now(UTC).date())
    advance(row.pk)

    mail_monthly_reports()

    body = OutboxMessage.objects.get(kind="gap_report").body_text
    assert reverse("evaluations:gaps") in body
    assert [line for line in body.splitlines() if line.strip().isdigit()] == []


# Attacks through the roster -----------------------------------------------------------------------


@pytest.mark.parametrize("number", range(0, 60, 12))
def test_changing_one_rank_and_publishing_again_moves_no_figure(
    here: Institution, director: Membership, number: int
) -> None:
    """Hole 3 of the review: needs, roles and mentor state of one person in a minute."""
    client = client_of(director)
    before = {name: read(client, address) for name, address in doors_of(here).items()}
    one = people_of(here)[number]
    one.rank = Rank.TRAINEE if one.rank != Rank.TRAINEE else Rank.FULL
    one.save()

    take_snapshot(here, now=NOW + WEEK)

    after = {name: read(client, address) for name, address in doors_of(here).items()}
    assert figures_in(after) == figures_in(before)


def figures_in(read: dict[str, Any]) -> dict[str, Any]:
    """The figures of each page, without the day of the report itself."""
    return {
        name: (one.figures, one.needs, one.groups, one.capacity, one.days_to_first)
        for name, one in read.items()
        if name.endswith("page")
    }


def test_moving_one_unit_under_another_moves_no_figure(
    here: Institution, director: Membership
) -> None:
    """A unit of three people, moved from one department to the other."""
    surgery, medicine = Unit.objects.filter(institution=here).order_by("-name")
    small = UnitFactory(institution=here, name="Small", parent=surgery)
    MembershipFactory.create_batch(3, institution=here, unit=small, rank=Rank.FULL)
    take_snapshot(here, now=NOW + WEEK)
    keys = [str(unit.pk) for unit in (surgery, medicine)]
    before = [build_report(here, dimension="unit", key=key) for key in keys]

    small.parent = medicine
    small.save()
    take_snapshot(here, now=NOW + 2 * WEEK)

    after = [build_report(here, dimension="unit", key=key) for key in keys]
    assert [(one.figures, one.needs) for one in after if one] == [
        (one.figures, one.needs) for one in before if one
    ]


def test_a_figure_that_has_not_moved_says_as_of_when_it_is(
    here: Institution, director: Membership
) -> None:
    take_snapshot(here, now=NOW + WEEK)

    report = build_report(here)
    page = client_of(director).get(reverse("evaluations:gaps")).content.decode()

    assert report is not None
    assert (report.day, report.figures["with_mentor"].as_of) == (NOW.date() + WEEK, NOW.date())
    assert "as of Nov 20, 2026" in page


def test_people_whom_a_director_invited_from_outside_count_in_no_figure(here: Institution) -> None:
    counted, before = len(people_of(here)), build_report(here)
    for one in MembershipFactory.create_batch(6, institution=here, source="invited", rank=""):
        NeedFactory(member=one, institution=here, area="research", role="sponsor")
        MentorOfferFactory(member=one, institution=here)
    take_snapshot(here, now=NOW + WEEK)
    after = build_report(here)

    assert before is not None and after is not None
    assert PublishedPerson.objects.filter(institution=here).count() == counted
    assert [(one.value, one.demand, one.supply, one.as_of) for one in after.needs] == [
        (one.value, one.demand, one.supply, one.as_of) for one in before.needs
    ]


def test_changes_of_many_move_figures_and_their_dates(here: Institution) -> None:
    people = people_of(here)
    before = build_report(here)
    for one in people:
        if not one.ties_as_protege.exists():
            TieFactory(protege=one, mentor=people[0], roles=["coach"])
    take_snapshot(here, now=NOW + WEEK)

    after = build_report(here)

    assert before is not None
    assert after is not None
    assert after.figures["with_mentor"].as_of == NOW.date() + WEEK
    assert after.figures["with_mentor"].count == after.figures["with_mentor"].of


def test_what_is_published_of_a_person_is_nobody_s_to_read(
    here: Institution, director: Membership
) -> None:
    operator = MembershipFactory(institution=here, user__is_superuser=True).user

    assert PublishedPerson.objects.filter(institution=here).count() == 96
    for user in (director.user, operator):
        assert list(PublishedPerson.objects.visible_to(user)) == []
    keys = {str(one) for one in PublishedPerson.objects.values_list("person", flat=True)}
    assert keys & {str(one.pk) for one in people_of(here)} == set()


def test_another_institution_reads_none_of_it(here: Institution) -> None:
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])

    page = client_of(other).get(reverse("evaluations:gaps"))

    assert page.context["report"] is None
    assert list(PublishedRow.objects.visible_to(other.user)) == []


# The threshold ------------------------------------------------------------------------------------


def test_raising_the_threshold_hides_at_once(here: Institution) -> None:
    before = build_report(here)
    change_threshold(here, to=40, by=None)

    after = build_report(here)

    assert before is not None
    assert after is not None
    assert before.figures["with_mentor"].count == 32
    assert (after.threshold, after.figures["with_mentor"].count) == (40, None)


def test_lowering_the_threshold_shows_no_more_of_what_began_before(here: Institution) -> None:
    """Lower, look, raise again: nothing is to be seen in between."""
    change_threshold(here, to=20, by=None)
    take_snapshot(here, now=NOW + WEEK)
    before = build_report(here)

    change_threshold(here, to=5, by=None)
    take_snapshot(here, now=NOW + 2 * WEEK)

    after = build_report(here)
    assert before is not None
    assert after is not None
    assert after.threshold == 20
    assert (after.figures, after.needs, after.groups) == (
        before.figures,
        before.needs,
        before.groups,
    )
