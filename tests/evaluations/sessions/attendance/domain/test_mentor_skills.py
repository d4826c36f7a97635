"""Mentor skills: who came to enough sessions has it on their offer, and nobody learns who did not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.mentor_skills import complete_skills, settle_skills
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import end_group, leave_group
from profiles.models import MentorTraining
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    GroupMemberFactory,
    MembershipFactory,
    MentorOfferFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db


def group_of(*came: int, held: int, kind: str = "mentors") -> tuple[PeerGroup, list]:
    """A mentors' group with so many sessions held; each number is how many a member came to."""
    group = PeerGroupFactory(kind=kind, name="Mentors 2026")
    members = [GroupMemberFactory(group=group).member for _one in came]
    for number in range(held):
        session = Meeting.objects.create(
            institution=group.institution,
            group=group,
            state="held",
            starts_at=timezone.now() - timedelta(days=7 * (held - number)),
        )
        Attendance.objects.bulk_create(
            Attendance(
                meeting=session,
                member=member,
                state="present" if number < times else "excused",
            )
            for member, times in zip(members, came, strict=True)
        )
    return group, members


def completed() -> set:
    return set(MentorTraining.objects.values_list("member", flat=True))


@pytest.mark.parametrize(
    ("came", "held", "enough"),
    [(3, 4, True), (2, 4, False), (6, 8, True), (5, 8, False), (7, 9, True), (6, 9, False)],
)
def test_three_quarters_of_the_sessions_are_enough(came, held, enough) -> None:
    group, (member,) = group_of(came, held=held)

    complete_skills(group)

    assert completed() == ({member.pk} if enough else set())


def test_two_sessions_are_nothing_to_complete() -> None:
    group, _members = group_of(2, held=2)

    assert complete_skills(group) == []


def test_other_groups_complete_nothing() -> None:
    group, _members = group_of(4, held=4, kind="facilitated")

    assert complete_skills(group) == []


def test_group_that_has_ended_is_settled_once() -> None:
    group, (diligent, _absent) = group_of(4, 1, held=4)
    actor = MembershipFactory(institution=group.institution).user
    assert settle_skills() == 0

    end_group(group, actor=actor)

    assert settle_skills() == 1
    assert settle_skills() == 0
    training = MentorTraining.objects.get()
    last = Meeting.objects.order_by("-starts_at").first()
    assert (training.member, training.name) == (diligent, "Mentors 2026")
    assert abs((training.completed_on - last.starts_at.date()).days) <= 1
    mail = OutboxMessage.objects.get(kind="skills_completed")
    assert mail.recipient == diligent.user.email


def test_who_left_after_enough_sessions_has_completed_it() -> None:
    group, (member, _other) = group_of(4, 4, held=4)
    leave_group(group, member, actor=member.user)

    complete_skills(group)

    assert member.pk in completed()


def test_who_leads_does_not_complete() -> None:
    group, (_member,) = group_of(4, held=4)
    group.members.update(part="facilitator")

    assert complete_skills(group) == []
    assert completed() == set()


def test_the_latest_is_kept() -> None:
    group, (member,) = group_of(4, held=4)
    MentorTraining.objects.create(
        institution=group.institution, member=member, name="Later", completed_on="2099-01-01"
    )

    assert complete_skills(group) == []
    assert MentorTraining.objects.get().name == "Later"


def test_director_confirms_before_the_group_is_over() -> None:
    group, (diligent, _absent) = group_of(4, 1, held=4)
    director = client_of(
        MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    )
    desk = director.get(reverse("evaluations:directing_group", args=[group.pk]))
    assert desk.context["enough"] == 1

    director.post(reverse("evaluations:directing_group_completion", args=[group.pk]))

    assert completed() == {diligent.pk}


def test_colleagues_see_it_on_the_offer_and_not_who_lacks_it() -> None:
    group, (diligent, absent) = group_of(4, 1, held=4)
    for member in (diligent, absent):
        MentorOfferFactory(member=member, institution=group.institution)
    complete_skills(group)
    reader = client_of(MembershipFactory(institution=group.institution))
    said = "Mentor skills completed"

    for member, shown in ((diligent, True), (absent, False)):
        page = reader.get(reverse("networks:person", args=[member.pk])).content.decode()
        assert (said in page) is shown
    gap = reader.get(reverse("networks:gap", args=["role", "sponsor"])).content.decode()
    assert gap.count(said) == 1
    people = reader.get(reverse("networks:people")).content.decode()
    assert people.count(said) == 1
    own = client_of(diligent).get(reverse("profiles:offer")).content.decode()
    assert said in own


def test_member_sees_how_far_they_are() -> None:
    group, (member, _other) = group_of(2, 4, held=4)

    page = client_of(member).get(reverse("evaluations:group", args=[group.pk]))

    assert (page.context["skills"].came, page.context["skills"].wanted) == (2, 3)
    assert "You attended 2 of 4 sessions held. You need 3." in page.content.decode()
