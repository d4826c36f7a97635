"""A mosaic program: own gaps for those who take part, counts and nobody's name for the director."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.gaps.domain.snapshot import take_snapshot
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    NeedFactory,
    ProgramFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def director_of(program):
    return client_of(
        MembershipFactory(institution=program.institution, offices=[StaffRoleKind.DIRECTOR])
    )


def coverage_of(program):
    return director_of(program).get(reverse("evaluations:program_coverage", args=[program.pk]))


def mosaic_of(count: int, *, mentored: int):
    """A mosaic with so many people who need a sponsor, of whom so many have a mentor."""
    program = ProgramFactory(kind="mosaic", state="running")
    for number in range(count):
        one = EnrollmentFactory(program=program).member
        NeedFactory(member=one, institution=program.institution, area="research", role="sponsor")
        if number < mentored:
            TieFactory(protege=one, roles=["sponsor"], areas=["research"])
    # Others, so that the rest of the institution is not few either.
    MembershipFactory.create_batch(12, institution=program.institution)
    return program


def test_director_sees_what_the_networks_lack_in_counts() -> None:
    program = mosaic_of(14, mentored=6)
    take_snapshot(program.institution)

    answer = coverage_of(program)

    report = answer.context["report"]
    assert (report.figures["with_mentor"].count, report.figures["with_mentor"].of) == (6, 14)
    lacking = {row.value: (row.unmet, row.demand, row.filled) for row in answer.context["missing"]}
    assert lacking == {"sponsor": (8, 14, 6), "research": (8, 14, 6)}
    names = [one.member.family_name for one in program.enrollments.all()]
    assert [name for name in names if f"{name}<" in answer.content.decode()] == []


def test_too_few_people_are_not_counted_aloud() -> None:
    program = mosaic_of(14, mentored=2)
    take_snapshot(program.institution)

    answer = coverage_of(program)

    assert answer.context["report"].figures["with_mentor"].count is None
    assert answer.context["missing"] == []


def test_who_withdraws_is_not_counted_any_more() -> None:
    program = mosaic_of(14, mentored=6)
    program.enrollments.exclude(member__ties_as_protege__isnull=False).update(
        withdrawn_at="2026-01-01T00:00Z"
    )
    take_snapshot(program.institution)

    assert coverage_of(program).context["report"].figures["with_mentor"].of == 6


@pytest.mark.parametrize("state", ["draft", "enrolling"])
def test_before_the_first_count_the_page_says_what_to_do(state) -> None:
    program = ProgramFactory(kind="mosaic", state=state)

    assert "No figures yet" in coverage_of(program).content.decode()


def test_other_kinds_have_no_such_page() -> None:
    assert coverage_of(ProgramFactory(state="running")).status_code == 404


def test_member_sees_their_own_gaps_with_next_steps() -> None:
    program = ProgramFactory(kind="mosaic", state="running")
    member = EnrollmentFactory(program=program).member
    NeedFactory(member=member, institution=program.institution, area="research", priority=1)
    address = reverse("matching:program", args=[program.pk])

    page = client_of(member).get(address)

    assert page.context["coverage"].needs_covered == 0
    codes = [finding.code for finding, _url, _label in page.context["steps"]]
    assert codes[:2] == ["network_empty", "need_empty"]
    gap = reverse("networks:gap", args=["area", "research"])
    assert f'href="{gap}' in page.content.decode()
    stranger = MembershipFactory(institution=program.institution)
    assert "coverage" not in client_of(stranger).get(address).context
