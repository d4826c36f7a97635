"""The gap report: counts that are right, figures that give nobody away, and files of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from evaluations.gaps.domain.report import Report, Share, build_report
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.models import Meeting
from matching.models import Enrollment
from profiles.models import Institution, Membership
from profiles.vocabulary import Rank, StaffRoleKind
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
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR], rank=Rank.FULL)


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
    assert "14 more mentors for <em>sponsor</em> in Surgery" in page


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


def test_the_report_takes_the_same_statements_for_any_number(
    here: Institution, django_assert_num_queries
) -> None:
    for count in (1, 3):
        MembershipFactory.create_batch(count, institution=here, unit=UnitFactory(institution=here))
        take_snapshot(here, now=NOW + timedelta(days=7 * count))
        with django_assert_num_queries(6):
            build_report(here)


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
