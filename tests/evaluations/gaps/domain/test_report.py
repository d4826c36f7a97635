"""The gap report: counts that are right, figures that give nobody away, and files of them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.gaps.domain.report import Report, Share, build_report
from evaluations.gaps.domain.requests import ask_for_report
from evaluations.gaps.domain.snapshot import snapshot_all, take_snapshot
from evaluations.gaps.tasks import advance_waiting_reports, mail_monthly_reports
from evaluations.models import Delivery, FigurePublication, GapReport, Meeting
from evaluations.privacy.domain import store
from matching.models import Enrollment
from mentornet.jobs.models import Job
from mentornet.mail.outbox import OutboxMessage
from profiles.models import Institution, Membership
from profiles.vocabulary import Office, Rank
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
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


@pytest.fixture
def here() -> Institution:
    """40 assistants in Surgery, 20 professors in Medicine; 3 in a unit of their own."""
    here = InstitutionFactory(time_zone="UTC")
    surgery, medicine = (
        UnitFactory(institution=here, name=name) for name in ("Surgery", "Medicine")
    )
    tiny = UnitFactory(institution=here, name="Tiny", parent=medicine)
    MembershipFactory.create_batch(40, institution=here, unit=surgery, rank=Rank.ASSISTANT)
    MembershipFactory.create_batch(20, institution=here, unit=medicine, rank=Rank.FULL)
    MembershipFactory.create_batch(3, institution=here, unit=tiny, rank=Rank.FULL)
    return here


def of(here: Institution, unit: str) -> list[Membership]:
    return list(Membership.objects.filter(institution=here, unit__name=unit).order_by("pk"))


def report(here: Institution, **group: str) -> Report:
    take_snapshot(here, now=NOW)
    made = build_report(here, **group)
    assert made is not None
    return made


def director(here: Institution) -> Membership:
    return MembershipFactory(institution=here, offices=[Office.DIRECTOR], rank=Rank.FULL)


# Counting -----------------------------------------------------------------------------------------


def test_who_has_a_mentor_a_network_and_a_peer(here: Institution) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for junior in juniors[:14]:
        TieFactory(protege=junior, mentor=seniors[0], roles=["advisor", "coach"])
    for junior in juniors[:8]:
        TieFactory(protege=junior, mentor=seniors[1], roles=["sponsor"])
    TieFactory(protege=juniors[20], mentor=seniors[2], state="unconfirmed")
    for number in range(10):
        TieFactory(protege=juniors[20 + number], mentor=juniors[30 + number], kind="special_peer")
    GroupMemberFactory(group__institution=here, member=juniors[0])

    figures = report(here).figures

    assert (figures["with_mentor"].count, figures["with_mentor"].of) == (14, 63)
    assert figures["with_network"].count == 8
    assert figures["with_peer"].count == 21


def test_demand_supply_and_what_would_help_most(here: Institution) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for junior in juniors[:20]:
        NeedFactory(member=junior, institution=here, area="career", role="sponsor")
    for junior in juniors[:6]:
        TieFactory(protege=junior, mentor=seniors[0], roles=["sponsor"], areas=[])
    for senior in seniors[5:10]:
        MentorOfferFactory(member=senior, institution=here, roles=["sponsor"], areas=[], capacity=1)

    made = report(here)

    row = next(one for one in made.needs if one.value == "sponsor")
    assert (row.demand, row.filled, row.unmet, row.thin, row.supply, row.places) == (
        20,
        6,
        14,
        6,
        5,
        5,
    )
    # Those who offer are in Medicine; those in need are in Surgery.
    assert [(one.label, one.where, one.people, one.places) for one in made.help_most] == [
        ("Career guidance", "Surgery", 20, 0),
        ("Sponsor", "Surgery", 14, 0),
    ]
    page = client_of(director(here)).get(reverse("evaluations:gaps")).content.decode()
    assert "14 more people offering <em>sponsor</em> in Surgery" in page


def test_help_is_counted_in_people_with_the_places_that_they_usually_have(here) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for junior in juniors[:20]:
        NeedFactory(member=junior, institution=here, area="career", role="sponsor")
    for senior in seniors[5:10]:
        MentorOfferFactory(member=senior, institution=here, roles=["coach"], areas=[], capacity=3)

    assert [(one.people, one.unmet, one.each) for one in report(here).help_most] == [
        (7, 20, 3.0),
        (7, 20, 3.0),
    ]


def test_those_with_a_mentor_and_no_network_cannot_be_counted_by_subtraction(here) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for junior in juniors[:12]:
        TieFactory(protege=junior, mentor=seniors[0], roles=["advisor", "coach"])
    for junior in juniors[:9]:
        TieFactory(protege=junior, mentor=seniors[1], roles=["sponsor"])

    figures = report(here).figures

    assert (figures["with_mentor"].count, figures["with_network"].count) == (12, None)


def pair_that_met(here: Institution, protege: Membership, mentor: Membership, after: int) -> None:
    started = NOW - timedelta(days=90)
    tie = TieFactory(protege=protege, mentor=mentor, started_on=started.date())
    Meeting.objects.create(
        institution=here, tie=tie, state="held", starts_at=started + timedelta(days=after)
    )


def test_time_to_the_first_meeting(here: Institution) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for number, junior in enumerate(juniors[:18]):
        pair_that_met(here, junior, seniors[0], after=10 if number < 10 else 40)
    for junior in juniors[18:24]:
        TieFactory(protege=junior, mentor=seniors[0], started_on=(NOW - timedelta(90)).date())

    made = report(here)

    assert (made.figures["met_soon"].count, made.figures["met_soon"].of) == (10, 24)
    assert made.days_to_first == round((10 * 10 + 8 * 40) / 18)


def test_five_pairs_of_one_person_do_not_pass_for_five_people(here: Institution) -> None:
    [junior, *_others], seniors = of(here, "Surgery"), of(here, "Medicine")
    for senior in seniors[:6]:
        pair_that_met(here, junior, senior, after=10)

    made = report(here)

    assert made.figures["met_soon"] == Share(None, None)
    assert made.days_to_first is None


def test_cohorts_of_a_program_by_the_year_of_enrolment(here: Institution) -> None:
    program = ProgramFactory(institution=here, state="running", name="Junior faculty")
    people = of(here, "Surgery")[:30]
    for member in people:
        EnrollmentFactory(program=program, member=member)
    before = [one.pk for one in people[:12]]
    earlier = Enrollment.objects.filter(member__in=before)
    earlier.update(enrolled_at=datetime(2025, 3, 1, tzinfo=UTC))
    # Who has withdrawn is in no cohort.
    Enrollment.objects.filter(member=people[-1]).update(withdrawn_at=NOW)
    Enrollment.objects.exclude(member__in=before).update(enrolled_at=NOW)

    made = report(here, dimension="program", key=str(program.pk))

    assert [(row.label, row.people) for row in made.groups["cohort"]] == [
        ("Junior faculty, enrolled in 2025", 12),
        ("Junior faculty, enrolled in 2026", 17),
    ]
    page = client_of(director(here)).get(
        reverse("evaluations:gaps_group", args=["cohort", made.groups["cohort"][0].key])
    )
    assert "Junior faculty, enrolled in 2025" in page.content.decode()


def test_a_small_cohort_hides_the_one_beside_it(here: Institution) -> None:
    program = ProgramFactory(institution=here, state="running")
    people = of(here, "Surgery")[:30]
    for member in people:
        EnrollmentFactory(program=program, member=member)
    earlier = Enrollment.objects.filter(member__in=[one.pk for one in people[:3]])
    earlier.update(enrolled_at=datetime(2025, 3, 1, tzinfo=UTC))

    made = report(here, dimension="program", key=str(program.pk))

    assert [row.people for row in made.groups["cohort"]] == [None, None]


def test_a_conflict_with_the_supervisor_and_an_overload_are_counted(here: Institution) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    Membership.objects.filter(pk__in=[one.pk for one in juniors[:6]]).update(supervisor=seniors[0])
    for junior in juniors[:12]:
        TieFactory(protege=junior, mentor=seniors[0])
    for senior in seniors[:12]:
        MentorOfferFactory(member=senior, institution=here, capacity=1)

    made = report(here)

    assert made.figures["conflict"].count == 6
    # One overloaded mentor of twelve is one person: not shown.
    assert made.figures["overloaded"].count is None
    assert made.capacity == 12


def test_figures_are_published_once_a_week_and_not_in_between(here: Institution) -> None:
    assert take_snapshot(here, now=NOW) == take_snapshot(here, now=NOW) == NOW.date()
    assert snapshot_all(now=NOW + timedelta(days=6)) == 0
    assert snapshot_all(now=NOW + timedelta(days=7)) == 1

    Institution.objects.filter(pk=here.pk).update(publication_days=30)
    assert snapshot_all(now=NOW + timedelta(days=36)) == 0
    assert snapshot_all(now=NOW + timedelta(days=37)) == 1
    days = FigurePublication.objects.filter(institution=here).values_list("day", flat=True)
    assert [(day - NOW.date()).days for day in days] == [37, 7, 0]


def test_other_institutions_are_not_counted(here: Institution) -> None:
    TieFactory()
    MembershipFactory.create_batch(9)

    assert report(here).figures["with_mentor"].of == 63


# Hiding -------------------------------------------------------------------------------------------


def test_a_small_unit_is_hidden_and_so_is_what_would_give_it_away(here: Institution) -> None:
    medicine = of(here, "Medicine")[0].unit

    made = report(here, dimension="unit", key=str(medicine.pk))

    assert made.figures["with_mentor"].of == 23
    assert [(row.label, row.people) for row in made.groups["unit"]] == [("Tiny", None)]


def test_two_mentored_people_in_a_unit_are_shown_nowhere(here: Institution) -> None:
    juniors, seniors = of(here, "Surgery"), of(here, "Medicine")
    for junior in juniors[:10]:
        TieFactory(protege=junior, mentor=seniors[0])
    for senior in seniors[1:3]:
        TieFactory(protege=senior, mentor=seniors[0])

    made = report(here)

    assert made.figures["with_mentor"].count == 12
    assert [row.with_mentor.count for row in made.groups["unit"]] == [None, None]


def test_a_program_that_nearly_everybody_is_in_is_hidden(here: Institution) -> None:
    program = ProgramFactory(institution=here, state="running")
    for member in Membership.objects.filter(institution=here)[:61]:
        EnrollmentFactory(program=program, member=member)

    made = report(here)

    assert [row.people for row in made.groups["program"]] == [None]


def test_the_threshold_is_the_institutions(here: Institution) -> None:
    here.suppression_threshold = 30
    here.save()

    made = report(here)

    assert [row.people for row in made.groups["unit"]] == [None, None]


# The page -----------------------------------------------------------------------------------------


def test_the_page_before_any_count_says_what_to_do(here: Institution) -> None:
    page = client_of(director(here)).get(reverse("evaluations:gaps")).content.decode()

    assert "No figures are published yet" in page


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


def test_a_group_that_is_not_there_is_not_found(here: Institution) -> None:
    take_snapshot(here)
    other = UnitFactory()
    client = client_of(director(here))

    assert client.get(reverse("evaluations:gaps") + "?day=2020-01-01").status_code == 404
    assert client.get(reverse("evaluations:gaps") + "?day=yesterday").status_code == 404
    for dimension, key in (
        ("unit", str(other.pk)),
        ("rank", "king"),
        ("nonsense", "x"),
        ("rest", "x"),
    ):
        address = reverse("evaluations:gaps_group", args=[dimension, key])
        assert client.get(address).status_code == 404


def test_the_report_takes_the_same_statements_for_any_number(
    here: Institution, django_assert_num_queries
) -> None:
    for count in (1, 3):
        MembershipFactory.create_batch(count, institution=here, unit=UnitFactory(institution=here))
        take_snapshot(here, now=NOW + timedelta(days=7 * count))
        with django_assert_num_queries(6):
            build_report(here)


def test_files_hold_the_same_figures(here: Institution, pango: None) -> None:
    for junior in of(here, "Surgery")[:10]:
        TieFactory(protege=junior, mentor=of(here, "Medicine")[0])
    take_snapshot(here)
    client = client_of(director(here))

    text = client.get(reverse("evaluations:gaps_file", args=["csv"])).content.decode("utf-8-sig")
    rows = {line[0]: line[1:] for line in csv.reader(StringIO(text)) if line}
    today = take_snapshot(here).isoformat()
    assert rows["Have a mentor"] == ["10", "63", "16", today]
    book = load_workbook(
        BytesIO(client.get(reverse("evaluations:gaps_file", args=["xlsx"])).content)
    )
    cells = [[cell.value for cell in row] for row in book["Figures"].iter_rows()]
    assert ["Have a mentor", 10, 63, 16, today] in cells
    written = client.get(reverse("evaluations:gaps_file", args=["pdf"]))
    assert written.content.startswith(b"%PDF")


def test_directors_are_told_once_a_month_with_a_link_and_no_figure(here: Institution) -> None:
    one, other = director(here), director(here)
    Delivery.objects.create(institution=here, member=other, reports_by_mail=False)
    take_snapshot(here)

    for _twice in range(2):
        mail_monthly_reports()

    message = OutboxMessage.objects.get(kind="gap_report")
    assert message.recipient == one.user.email
    assert reverse("evaluations:gaps") in message.body_text


def test_a_director_moves_no_figure_by_leaving_one_person_out(here: Institution) -> None:
    program = ProgramFactory(institution=here, state="running")
    juniors = of(here, "Surgery")[:20]
    for junior in juniors:
        EnrollmentFactory(program=program, member=junior)
    for junior in juniors[:8]:
        NeedFactory(member=junior, institution=here, area="career", role="confidant")
    key = str(program.pk)
    before = report(here, dimension="program", key=key)
    client = client_of(director(here))
    row = Enrollment.objects.get(program=program, member=juniors[0])
    client.post(reverse("matching:left_out", args=[row.pk]), {"out": "1"})
    row.refresh_from_db()

    take_snapshot(here, now=NOW + timedelta(days=7))
    after = build_report(here, dimension="program", key=key)

    assert after is not None
    assert row.left_out
    assert after.needs == before.needs
    assert after.figures == before.figures
