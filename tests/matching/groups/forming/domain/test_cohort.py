"""Who is grouped, who is kept apart, and in how many queries it is read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.groups.forming.domain.cohort import build_group_cohort
from matching.models import GroupProposal, GroupRules, Program
from profiles.models import SelfDescription
from tests.factories import (
    ExclusionFactory,
    GroupMemberFactory,
    PeerGroupFactory,
)
from tests.support.groups import MONDAY, TUESDAY, facilitator, formed, groups, person

pytestmark = pytest.mark.django_db


def test_run_keeps_apart_whom_supervision_or_a_wish_parts(program, director) -> None:
    boss = person(program, "Boss")
    person(program, "Own", member__supervisor=boss.member)
    wishing, other = person(program, "Wishing"), person(program, "Other")
    ExclusionFactory(owner=wishing.member, other=other.member, reach="pair")
    for name in ("C", "D"):
        person(program, name)

    run = formed(program, director)

    found = groups(run)
    assert len(found) == 2
    assert all(not {"Boss", "Own"} <= people for people in found.values())
    assert all(not {"Wishing", "Other"} <= people for people in found.values())


def test_nobody_is_alone_who_asked_not_to_be(program, director) -> None:
    for name in ("W", "X", "M", "N", "O", "P"):
        row = person(program, name)
        gender = "woman" if name in "WX" else "man"
        SelfDescription.objects.create(member=row.member, gender=gender)
        if gender == "woman":
            row.group_application.not_alone = ["gender"]
            row.group_application.save()

    run = formed(program, director)

    assert [{"W", "X"} <= people for people in groups(run).values()].count(True) == 1
    page = director.get(reverse("matching:group_run", args=[run.pk])).content.decode()
    assert [word in page for word in ("woman", "Woman", "gender", "Gender")] == [False] * 4


def test_facilitator_leads_whom_they_may(program, director) -> None:
    GroupRules.objects.update(facilitated=True)
    chief = facilitator(program, "Chief")
    facilitator(program, "Senior", hours=TUESDAY)
    for name in ("A", "B", "C"):
        person(program, name, hours=MONDAY + TUESDAY, member__supervisor=chief.member)

    run = formed(program, director)

    group = GroupProposal.objects.get(run=run)
    assert group.facilitator.member.family_name == "Senior"
    assert groups(run) == {"Group 1": {"A", "B", "C"}}


def test_earlier_groups_are_mixed(program, director) -> None:
    GroupRules.objects.update(
        smallest=2, largest=2, goals_weight=0, expertise_weight=0, ranks_weight=0, units_weight=0
    )
    rows = {name: person(program, name) for name in ("A", "B", "C", "D")}
    for pair in ("AB", "CD"):
        group = PeerGroupFactory(institution=program.institution)
        for name in pair:
            GroupMemberFactory(group=group, member=rows[name].member)

    run = formed(program, director)

    assert all(people not in ({"A", "B"}, {"C", "D"}) for people in groups(run).values())
    assert run.summary["parts"]["previous_mixed"] == 1.0


@pytest.mark.parametrize("people", [3, 9])
def test_cohort_is_read_in_as_many_queries_for_three_as_for_nine(
    program, people, django_assert_num_queries
) -> None:
    group = PeerGroupFactory(institution=program.institution)
    for number in range(people):
        row = person(program, f"P{number}")
        GroupMemberFactory(group=group, member=row.member)
    program = Program.objects.select_related("institution").get()

    with django_assert_num_queries(8):
        build_group_cohort(program)
