"""Someone who was ended by mistake and is brought back has everything as it was."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.meetings.tasks import settle_ended_ties
from evaluations.outcomes.closing.tasks import settle_endings
from matching.models import Enrollment
from networks.models import GroupMember, Tie
from profiles.models import Membership
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    MembershipFactory,
    ProgramFactory,
    TieFactory,
)
from tests.profiles.provisioning.directory import Directory
from tests.support.api import Api

pytestmark = pytest.mark.django_db


def by_api(member: Membership) -> tuple[Any, Any]:
    api = Api(member.institution)
    today = member.institution.local_date().isoformat()
    gone = api.post(f"/members/{member.pk}/end", {"last_day": today})
    _settle()
    return gone, api.put(
        f"/members/external/{member.external_id}",
        {
            "email": member.email,
            "given_name": member.given_name,
            "family_name": member.family_name,
            "rank": member.rank,
        },
    )


def by_directory(member: Membership) -> tuple[Any, Any]:
    directory = Directory(member.institution)

    def set_active(value: bool) -> Any:
        return directory.patch(member, {"op": "replace", "path": "active", "value": value})

    gone = set_active(False)
    _settle()
    return gone, set_active(True)


def _settle() -> None:
    """What runs every hour while they are away."""
    settle_ended_ties()
    settle_endings()


@pytest.mark.parametrize("end_and_return", [by_api, by_directory])
def test_relationships_groups_and_enrollments_are_back(end_and_return) -> None:
    ada = MembershipFactory(rank="assistant")
    here = ada.institution
    as_mentee = TieFactory(protege=ada)
    as_mentor = TieFactory(protege=MembershipFactory(institution=here), mentor=ada)
    group = GroupMemberFactory(member=ada, group__institution=here).group
    GroupMemberFactory(group=group)
    enrollment = EnrollmentFactory(member=ada, program=ProgramFactory(institution=here))

    gone, back = end_and_return(ada)

    assert (gone.status_code, back.status_code) == (200, 200)
    ada.refresh_from_db()
    assert ada.is_current
    assert set(Tie.objects.active()) == {as_mentee, as_mentor}
    assert ada in {one.member for one in GroupMember.objects.current().filter(group=group)}
    assert list(Enrollment.objects.active()) == [enrollment]
    browser = Client()
    browser.force_login(ada.user)
    for page in (
        reverse("evaluations:relationship", args=[as_mentee.pk]),
        reverse("evaluations:relationship", args=[as_mentor.pk]),
        reverse("evaluations:group", args=[group.pk]),
    ):
        assert browser.get(page).status_code == 200
