"""The halfway review: in the middle or where it was chosen, written together, kept with the charter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import HalfwayReview, Meeting
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_member
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANSWERS = {"works": "The rounds", "change": "Start on time", "agreed": "Ten o’clock sharp"}


@pytest.fixture
def sessions(group: PeerGroup) -> list[Meeting]:
    """Five, of which the third begins now; one that was canceled does not count."""
    rows = [
        Meeting.objects.create(
            institution=group.institution, group=group, starts_at=timezone.now() + number * DAY
        )
        for number in range(-2, 3)
    ]
    for number in (3, 4):
        Meeting.objects.create(
            institution=group.institution,
            group=group,
            starts_at=timezone.now() + number * DAY,
            state="cancelled",
        )
    return rows


def page(member: Any, name: str, row: Any) -> str:
    text: str = look(member, name, row.pk).content.decode()
    return text


def save(member: Any, session: Meeting, revision: int = 0, **answers: str) -> Any:
    return act(member, "halfway", session.pk, revision=str(revision), **(ANSWERS | answers))


def test_it_belongs_to_the_session_in_the_middle(group: PeerGroup, sessions: list[Meeting]) -> None:
    ann = in_it(group, "Adams")

    answers = ["Answer together" in page(ann, "meeting", one) for one in sessions]
    doors = [look(ann, "halfway", one.pk).status_code for one in sessions]

    assert answers == [False, False, True, False, False]
    assert doors == [404, 404, 200, 404, 404]


def test_who_leads_chooses_another_session_and_members_cannot(
    group: PeerGroup, sessions: list[Meeting]
) -> None:
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    assert act(ann, "halfway_here", sessions[1].pk).status_code == 404

    act(lead, "halfway_here", sessions[1].pk)
    act(lead, "halfway_here", sessions[3].pk)

    assert [look(ann, "halfway", one.pk).status_code for one in sessions[1:3]] == [404, 404]
    # It is ahead: one prepares in private until then.
    assert "Prepare under “Private notes” below." in page(ann, "meeting", sessions[3])
    assert look(ann, "halfway", sessions[3].pk).status_code == 404
    assert "Hold the halfway review at this session" not in page(ann, "meeting", sessions[1])


def test_anybody_in_the_group_writes_and_the_group_page_keeps_it(
    group: PeerGroup, sessions: list[Meeting]
) -> None:
    ann, bo, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))

    save(ann, sessions[2])

    for name, row, reader in (
        ("meeting", sessions[2], bo),
        ("group", group, bo),
        ("charter", group, lead),
    ):
        text = page(reader, name, row)
        assert [one in text for one in ANSWERS.values()] == [True] * 3, name
    assert "What we changed at the halfway review" in page(bo, "group", group)
    # Tomorrow's change keeps the date.
    written = HalfwayReview.objects.get().written_at
    save(bo, sessions[2], revision=1, works="The rounds, still")
    row = HalfwayReview.objects.get()
    assert (row.works, row.revision, row.written_at) == ("The rounds, still", 2, written)


def test_two_who_write_at_once_lose_nothing(group: PeerGroup, sessions: list[Meeting]) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")
    save(ann, sessions[2], works="Mine")

    said = save(bo, sessions[2], works="Another").content.decode()

    assert HalfwayReview.objects.get().works == "Mine"
    assert ("Mine" in said, "Another" in said) == (True, True)
    assert 'name="revision" value="1"' in said
    save(bo, sessions[2], revision=1, works="Mine. Another")
    assert HalfwayReview.objects.get().works == "Mine. Another"


def test_who_joins_later_reads_what_was_agreed_and_nothing_else(
    group: PeerGroup, sessions: list[Meeting]
) -> None:
    save(in_it(group, "Adams"), sessions[2])
    HalfwayReview.objects.update(written_at=timezone.now() - DAY)
    late = add_member(
        group, MembershipFactory(institution=group.institution), actor=in_it(group, "Lead").user
    ).member

    text = page(late, "group", group)

    assert [one in text for one in ANSWERS.values()] == [False, False, True]
    # Nor do they write over what they cannot read.
    assert save(late, sessions[2], revision=1, works="").status_code == 404
    assert HalfwayReview.objects.get().works == "The rounds"


def test_two_sessions_have_no_middle(group: PeerGroup) -> None:
    rows = [
        Meeting.objects.create(
            institution=group.institution, group=group, starts_at=timezone.now() + number * DAY
        )
        for number in (0, 1)
    ]

    doors = [look(in_it(group, "Adams"), "halfway", one.pk).status_code for one in rows]

    assert doors == [404, 404]
