"""The sides of a program as one person meets them: enrolled, or why they may not be."""

import pytest

from matching.programs.pages.domain import sides_of
from profiles.vocabulary import Rank
from tests.factories import (
    EnrollmentFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
)

pytestmark = pytest.mark.django_db


def test_who_is_enrolled_sees_their_side_and_why_not_the_other() -> None:
    program = ProgramFactory(mentor_ranks=[Rank.FULL])
    own = EnrollmentFactory(program=program)
    protege, mentor = sides_of(program, own.member)
    assert (protege.side, protege.is_enrolled, protege.enrollment) == ("protege", True, own)
    assert (mentor.side, mentor.is_enrolled, mentor.enrollment) == ("mentor", False, None)
    assert mentor.refusals == ["This program takes these ranks as mentors: professor."]


def test_who_withdrew_is_not_enrolled() -> None:
    own = EnrollmentFactory(withdrawn_at="2026-01-01T00:00Z")
    protege, _mentor = sides_of(own.program, own.member)
    assert protege.is_enrolled is False


def test_group_is_shown_on_the_side_on_which_one_is_in_it() -> None:
    program = GroupProgramFactory(state="running")
    member = EnrollmentFactory(program=program).member
    group = PeerGroupFactory(institution=program.institution)
    program.groups.create(institution=program.institution, group=group)
    GroupMemberFactory(group=group, member=member)
    elsewhere = PeerGroupFactory(institution=program.institution)
    GroupMemberFactory(group=elsewhere, member=member)
    members, facilitators = sides_of(program, member)
    assert (members.groups, facilitators.groups) == ([group], [])


def test_stranger_has_no_enrollment_on_any_side() -> None:
    program = ProgramFactory()
    sides = sides_of(program, MembershipFactory(institution=program.institution))
    assert [one.enrollment for one in sides] == [None, None]
