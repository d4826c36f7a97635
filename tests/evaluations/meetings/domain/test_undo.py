"""An act on meetings that mails others can be undone while its mail waits, and not afterwards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.announcements import HELD
from evaluations.models import Meeting
from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage
from networks.models import Tie
from networks.relationships.agreements.domain.confirming import (
    confirm_agreement,
    propose_agreement,
    starting_terms,
)
from profiles.models import AuditEvent, Membership
from tests.evaluations.meetings.domain.test_lifecycle import ahead, client_of
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory, TieFactory

pytestmark = pytest.mark.django_db
FIELDS = ("state", "starts_at", "minutes", "mode", "place", "sequence", "uid", "cancelled_by")


@pytest.fixture
def tie() -> Tie:
    return TieFactory(institution__holiday_region="XX")  # no public holidays


class Person:
    """One browser session: what can be undone is kept with it."""

    def __init__(self, member: Membership) -> None:
        self.client = client_of(member)

    def act(self, name: str, /, *args, **data) -> str:
        address = reverse(f"evaluations:{name}", args=args)
        return self.client.post(address, data, follow=True).content.decode()

    def undo(self) -> str:
        return self.act("meeting_undo")


def facts() -> list[tuple]:
    return list(Meeting.objects.order_by("pk").values_list(*FIELDS))


def waiting() -> int:
    return OutboxMessage.objects.filter(state="pending").count()


def agreed(tie: Tie) -> None:
    terms = starting_terms(tie, today=timezone.localdate())
    confirm_agreement(propose_agreement(tie, by=tie.protege, **terms), by=tie.mentor)
    OutboxMessage.objects.all().delete()


def test_agenda_of_an_undone_meeting_is_a_draft_where_it_was_typed(tie) -> None:
    first = GroupMemberFactory(part="facilitator", group__institution__holiday_region="XX")
    group, lead = first.group, Person(first.member)
    mentee = Person(tie.protege)
    for person, name, participants in ((mentee, "plan", tie), (lead, "plan_sessions", group)):
        typed = {"first": ahead(), "minutes": "60", "count": "1", "every_weeks": "4"}
        person.act(name, participants.pk, agenda="The K award", **typed)

        said = person.undo()

        page = reverse(f"evaluations:{name}", args=[participants.pk])
        assert "Your agenda is back as a draft." in said
        assert Meeting.objects.count() == 0
        kept = person.client.post(
            reverse("draft_read"),
            {"fields": [{"action": page, "field": "agenda"}]},
            content_type="application/json",
        ).json()["drafts"][0]
        assert (kept["text"], kept["sent"]) == ("The K award", False)


def test_mail_about_meetings_waits_for_ten_seconds(tie) -> None:
    Person(tie.protege).act("plan", tie.pk, first=ahead(), minutes="60")

    assert (send_due(), send_due(now=timezone.now() + HELD)) == (0, 2)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("meeting_move", {"starts_at": ahead(9), "minutes": "30", "place": "Room 9"}),
        ("meeting_cancel", {}),
    ],
)
def test_a_change_is_undone_whole(tie, name, given) -> None:
    me = Person(tie.protege)
    me.act("plan", tie.pk, first=ahead(), minutes="60")
    send_due(now=timezone.now() + HELD)
    meeting, before = Meeting.objects.get(), facts()

    assert "You can undo this until then" in me.act(name, meeting.pk, **given)
    assert (facts() == before, waiting()) == (False, 2)
    assert "Undone. No email was sent." in me.undo()

    assert (facts(), waiting()) == (before, 0)
    assert AuditEvent.objects.filter(verb="meeting.restored").count() == 1
    # The same again is mailed again.
    me.act(name, meeting.pk, **given)
    assert waiting() == 2


@pytest.mark.parametrize(
    ("name", "given", "made"),
    [
        ("plan", {"first": ahead(), "minutes": "60"}, 1),
        ("plan", {"first": ahead(), "second": ahead(8), "minutes": "60"}, 1),
        ("series", {"first": ahead()}, 2),
    ],
)
def test_what_was_planned_is_gone(tie, name, given, made) -> None:
    agreed(tie)
    me = Person(tie.protege)
    me.act(name, tie.pk, **given)
    assert (Meeting.objects.count() >= made, waiting() > 0) == (True, True)

    assert "Undone." in me.undo()

    assert (Meeting.objects.count(), waiting()) == (0, 0)


def test_a_choice_among_times_is_undone_to_the_offer(tie) -> None:
    Person(tie.protege).act("plan", tie.pk, first=ahead(7), second=ahead(8), minutes="60")
    meeting, before = Meeting.objects.get(), facts()
    me = Person(tie.mentor)
    me.act("meeting_pick", meeting.pk, time=meeting.times.last().starts_at.isoformat())

    me.undo()

    assert facts() == before


def test_sessions_of_a_group_that_moved_go_back() -> None:
    group = PeerGroupFactory(institution__holiday_region="XX")
    lead = GroupMemberFactory(group=group, part="facilitator").member
    GroupMemberFactory.create_batch(2, group=group)
    me = Person(lead)
    me.act("plan_sessions", group.pk, first=ahead(), count="3", every_weeks="2", minutes="60")
    send_due(now=timezone.now() + HELD)
    before, first = facts(), Meeting.objects.earliest("starts_at")
    page = me.act("shift_sessions", group.pk, first=first.pk, weeks="1")
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', page)
    me.act("shift_sessions", group.pk, first=first.pk, weeks="1", seen=seen, sure="1")
    assert (facts() == before, waiting()) == (False, 3)

    me.undo()

    assert (facts(), waiting()) == (before, 0)


# Too late, or not one's own -------------------------------------------------------------------


@pytest.mark.parametrize("how", ["sent", "claimed", "changed", "old"])
def test_it_is_too_late_once_mail_leaves_or_somebody_acts(tie, how, monkeypatch) -> None:
    me = Person(tie.protege)
    me.act("plan", tie.pk, first=ahead(), minutes="60")
    meeting = Meeting.objects.get()
    if how == "sent":
        send_due(now=timezone.now() + HELD, limit=1)
    elif how == "claimed":
        one = OutboxMessage.objects.first()
        OutboxMessage.objects.filter(pk=one.pk).update(claimed_until=timezone.now() + HELD)
    elif how == "changed":
        Person(tie.mentor).act("meeting_move", meeting.pk, starts_at=ahead(9), minutes="30")
    else:
        monkeypatch.setattr("evaluations.meetings.domain.undo.LONGEST", timedelta(0))
    before = facts()

    assert "It is too late to undo this" in me.undo()

    assert (facts(), waiting() > 0) == (before, True)


def test_only_the_one_who_acted_can_undo_and_once(tie) -> None:
    me, other = Person(tie.protege), Person(tie.mentor)
    me.act("plan", tie.pk, first=ahead(), minutes="60")

    assert "It is too late to undo this" in other.undo()
    assert Meeting.objects.count() == 1
    me.undo()
    assert "It is too late to undo this" in me.undo()


@pytest.mark.parametrize("days", [0, 1])
def test_planning_what_stands_already_undoes_nothing_of_it(tie, days) -> None:
    Person(tie.protege).act("plan", tie.pk, first=ahead(), minutes="60")
    Meeting.objects.update(created_at=timezone.now() - timedelta(days=days))
    me = Person(tie.mentor)
    me.act("plan", tie.pk, first=ahead(), minutes="60")

    me.undo()

    assert (Meeting.objects.count(), waiting()) == (1, 2)


@pytest.mark.parametrize("field", ["agenda", "notes", "private"])
def test_what_the_other_has_written_there_is_not_deleted_with_it(tie, field) -> None:
    me, other = Person(tie.protege), Person(tie.mentor)
    me.act("plan", tie.pk, first=ahead(), minutes="60", agenda="Mine")
    meeting = Meeting.objects.get()
    other.act("meeting", meeting.pk, field=field, text="What I want to ask", revision="0")

    assert "It is too late to undo this" in me.undo()

    assert Meeting.objects.count() == 1


def test_who_is_in_the_group_no_more_undoes_nothing() -> None:
    group = PeerGroupFactory(institution__holiday_region="XX")
    lead = GroupMemberFactory(group=group, part="facilitator").member
    GroupMemberFactory(group=group, member=MembershipFactory(institution=group.institution))
    me = Person(lead)
    me.act("plan_sessions", group.pk, first=ahead(), count="1", every_weeks="2", minutes="60")
    group.members.filter(member=lead).update(left_on=timezone.localdate())

    me.undo()

    assert Meeting.objects.count() == 1
