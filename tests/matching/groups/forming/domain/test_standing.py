"""A run's groups as publishing it now would leave them: read from the groups themselves."""

import pytest

from matching.groups.forming.domain.publish import publish_groups
from matching.groups.forming.domain.standing import read_standing
from matching.models import MatchRun, Program
from networks.models import GroupMember
from networks.peer_groups.domain.group import leave_group
from tests.support.groups import formed, person, seat_of
from tests.support.matching import actor_of

pytestmark = pytest.mark.django_db


def names(run: MatchRun) -> dict[str, set[str]]:
    standing = read_standing(run)
    return {
        proposal.name: {
            seat.enrollment.member.family_name for seat in standing.members_of(proposal)
        }
        for proposal in standing.proposals
    }


@pytest.fixture
def next_run(program: Program, director) -> MatchRun:
    """A run after A, B, C and D were published as one group; E has enrolled since."""
    for name in "ABCD":
        person(program, name)
    publish_groups(
        formed(program, director), actor=actor_of(director), started_on=program.starts_on
    )
    person(program, "E")
    return formed(program, director)


def test_published_group_stands_as_it_is_by_now(next_run, director) -> None:
    before = seat_of(next_run, "A")
    assert any("A" in group for group in names(next_run).values())
    part = GroupMember.objects.get(member=before.enrollment.member)
    leave_group(part.group, part.member, actor=part.member.user)
    assert not any("A" in group for group in names(next_run).values())


def test_published_run_is_shown_as_it_was_kept(next_run, director) -> None:
    first = next_run.program.runs.get(number=1)
    part = GroupMember.objects.get(member=seat_of(next_run, "A").enrollment.member)
    leave_group(part.group, part.member, actor=part.member.user)
    assert set().union(*names(first).values()) == set("ABCD")
