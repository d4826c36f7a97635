"""Meetings between two people: offered, planned, moved, held, written up; seen by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.announcements import HELD
from evaluations.meetings.domain.lifecycle import plan_series
from evaluations.meetings.tasks import settle_ended_ties
from evaluations.models import ActionItem, CalendarFeed, Meeting, PrivateNote
from mentornet.mail import links
from mentornet.mail.outbox import send_due
from mentornet.models import Link, OutboxMessage
from networks.models import Tie
from networks.relationships.domain.agreement import (
    confirm_agreement,
    propose_agreement,
    starting_terms,
)
from networks.relationships.domain.tie import end_tie
from profiles.access.refill import refill
from profiles.models import Membership
from profiles.signals import membership_ended
from profiles.vocabulary import Office
from tests.factories import GoalFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie() -> Tie:
    return TieFactory()


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(member: Membership, name: str, /, *args, **data):
    return client_of(member).post(reverse(f"evaluations:{name}", args=args), data, follow=True)


def ahead(days: int = 7, hour: int = 10) -> str:
    """A time ahead as a browser sends it, in New York's time."""
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.isoformat()}T{hour:02}:00"


def plan(tie: Tie, by: Membership, *times: str, **more: str) -> Meeting:
    named = dict(zip(("first", "second", "third"), times, strict=False))
    act(by, "plan", tie.pk, minutes="60", **named, **more)
    return Meeting.objects.latest("created_at")


def kinds() -> list[str]:
    return sorted(OutboxMessage.objects.values_list("kind", flat=True))


# Logging --------------------------------------------------------------------------------------


def test_one_tap_logs_a_meeting_and_a_second_tap_none(tie) -> None:
    act(tie.mentor, "met", tie.pk)
    page = act(tie.protege, "met", tie.pk)

    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.minutes, meeting.informal) == ("held", 20, True)
    assert "Noted: you met, 20 minutes." in page.content.decode()


def test_past_meeting_is_recorded_with_its_notes(tie) -> None:
    when = (timezone.now() - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    page = act(tie.protege, "record", tie.pk, starts_at=when, minutes="45", notes="Grant outline")

    assert Meeting.objects.get().state == "held"
    assert "Grant outline" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "field", "when", "message"),
    [
        ("record", "starts_at", "2090-01-01T10:00", "This lies ahead. Plan the meeting instead."),
        ("record", "starts_at", "1990-01-01T10:00", "Check the year."),
        ("plan", "first", "2020-01-01T10:00", "This lies in the past."),
        ("plan", "first", "2090-01-01T10:00", "Choose a time within the next thirteen months."),
        ("plan", "first", "nonsense", "Enter a valid date/time."),
    ],
)
def test_impossible_times_are_said_at_the_field(tie, page, field, when, message) -> None:
    answer = act(tie.protege, page, tie.pk, minutes="60", **{field: when})

    assert answer.context["form"].errors[field][0].startswith(message)
    assert Meeting.objects.count() == 0


# Planning -------------------------------------------------------------------------------------


def test_single_time_is_planned_and_both_calendars_are_told(tie) -> None:
    meeting = plan(tie, tie.protege, ahead(), place="Room 4")
    plan(tie, tie.protege, ahead(), place="Room 4")

    assert Meeting.objects.count() == 1
    assert kinds() == ["meeting_planned", "meeting_planned"]
    event = Calendar.from_ical(OutboxMessage.objects.first().calendar).walk("VEVENT")[0]
    assert (event["SEQUENCE"], str(event["LOCATION"])) == (0, "Room 4")
    assert event.decoded("DTSTART") == meeting.starts_at
    assert str(event["UID"]) == meeting.uid


def test_calendar_part_of_the_mail_names_its_method(tie) -> None:
    plan(tie, tie.protege, ahead())
    send_due(now=timezone.now() + HELD)

    kinds = [part.get_content_type() for part in mail.outbox[0].message().walk()]
    assert kinds[1:] == ["multipart/alternative", "text/plain", "text/calendar", "application/ics"]
    part = next(
        one for one in mail.outbox[0].message().walk() if one.get_content_type() == "text/calendar"
    )
    assert part.get_param("method") == "REQUEST"


def test_other_side_picks_one_of_the_times_offered(tie) -> None:
    meeting = plan(tie, tie.protege, ahead(7), ahead(8))
    assert (meeting.state, kinds()) == ("proposed", ["meeting_proposed"])

    page = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert "offers these times" in page.content.decode()
    wrong = act(tie.mentor, "meeting_pick", meeting.pk, time="2099-01-01T10:00:00+00:00")
    assert "This time is not among those that were offered." in wrong.content.decode()
    chosen = meeting.times.last().starts_at
    act(tie.mentor, "meeting_pick", meeting.pk, time=chosen.isoformat())
    act(tie.mentor, "meeting_pick", meeting.pk, time=chosen.isoformat())

    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == ("planned", chosen)
    assert kinds() == ["meeting_planned", "meeting_planned", "meeting_proposed"]


def test_mail_speaks_in_the_reader_s_own_time(tie) -> None:
    tie.mentor.user.time_zone = "Asia/Tokyo"
    tie.mentor.user.save()
    plan(tie, tie.protege, ahead(hour=20))

    texts = {
        message.recipient: message.body_text
        for message in OutboxMessage.objects.filter(kind="meeting_planned")
    }
    assert "20:00 (America/New_York)" in texts[tie.protege.user.email]
    assert "(Asia/Tokyo)" in texts[tie.mentor.user.email]
    assert "20:00" not in texts[tie.mentor.user.email]


def test_moved_and_called_off_meeting_counts_its_sequence(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    act(tie.mentor, "meeting_move", meeting.pk, starts_at=ahead(9), minutes="30")
    act(tie.mentor, "meeting_move", meeting.pk, starts_at=ahead(9), minutes="30")
    act(tie.protege, "meeting_cancel", meeting.pk)
    act(tie.protege, "meeting_cancel", meeting.pk)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence, meeting.cancelled_by) == ("cancelled", 2, tie.protege)
    last = OutboxMessage.objects.filter(kind="meeting_cancelled").first()
    calendar = Calendar.from_ical(last.calendar)
    event = calendar.walk("VEVENT")[0]
    assert (str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"])) == (
        "CANCEL",
        2,
        "CANCELLED",
    )


def test_meeting_ahead_cannot_be_held_and_a_past_one_is_told_apart_from_missed(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    page = act(tie.mentor, "meeting_close", meeting.pk, "held")
    assert "This meeting lies ahead." in page.content.decode()
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=2))

    page = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert "Did you meet on" in page.content.decode()
    act(tie.mentor, "meeting_close", meeting.pk, "missed")
    assert Meeting.objects.get().state == "missed"
    act(tie.protege, "meeting_close", meeting.pk, "held")
    assert Meeting.objects.get().state == "held"


def test_series_follows_the_agreement_and_keeps_its_hour_over_the_clocks(tie) -> None:
    terms = starting_terms(tie, today=timezone.localdate())
    terms["review_on"] = datetime(2027, 6, 1).date()
    confirm_agreement(propose_agreement(tie, by=tie.protege, **terms), by=tie.mentor)
    first = datetime(2027, 2, 3, 15, 0, tzinfo=UTC)  # 10:00 in New York, in winter

    meetings = plan_series(tie, by=tie.protege, first=first)
    again = plan_series(tie, by=tie.protege, first=first)

    zone = "America/New_York"
    with timezone.override(zone):
        hours = {timezone.localtime(one.starts_at).hour for one in meetings}
    assert ([one.starts_at.date().isoformat() for one in meetings], hours, again) == (
        ["2027-02-03", "2027-03-03", "2027-03-31", "2027-04-28", "2027-05-26"],
        {10},
        [],
    )
    assert OutboxMessage.objects.filter(kind="meeting_planned").count() == 2


def test_series_needs_an_agreement(tie) -> None:
    page = act(tie.protege, "series", tie.pk, first=ahead())

    assert "Agree first" in page.content.decode()
    assert Meeting.objects.count() == 0


# Writing up -----------------------------------------------------------------------------------


def write(member: Membership, meeting: Meeting, field: str, text: str, revision: int = 0):
    address = reverse("evaluations:meeting", args=[meeting.pk])
    return client_of(member).post(
        address, {"field": field, "text": text, "revision": revision}, follow=True
    )


def test_two_sides_editing_one_note_lose_nothing(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "notes", "Mine, first")

    page = write(tie.mentor, meeting, "notes", "Mine, second").content.decode()
    assert "The other side has changed this text" in page
    assert "Mine, first" in page
    assert "Mine, second" in page
    assert Meeting.objects.get().notes == "Mine, first"
    write(tie.mentor, meeting, "notes", "Both", revision=1)

    assert Meeting.objects.get().notes == "Both"


@pytest.mark.parametrize("saved", ["agenda", "notes", "private"])
def test_without_scripts_saving_one_text_leaves_the_others_as_they_were_typed(tie, saved) -> None:
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])
    client = client_of(tie.protege)
    sent = one_form(client.get(address).content.decode())
    sent["text"] = ["The agenda", "The notes", "For me"]

    answer = client.post(address, sent | {"save": saved})

    meeting.refresh_from_db()
    own = PrivateNote.objects.filter(author=tie.protege).first()
    kept = {"agenda": meeting.agenda, "notes": meeting.notes, "private": own.text if own else ""}
    typed = dict(zip(kept, sent["text"], strict=True))
    assert kept == {name: typed[name] if name == saved else "" for name in kept}
    page = answer.content.decode()
    assert one_form(page)["text"] == list(typed.values())
    assert page.count("Not saved yet.") == 2
    # Then the next one, from the page as it came.
    other = next(name for name in typed if name != saved)
    page = client.post(address, one_form(page) | {"save": other}).content.decode()
    assert (one_form(page)["text"], page.count("Not saved yet.")) == (list(typed.values()), 1)


def test_without_scripts_a_conflict_of_one_text_leaves_the_others_too(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])
    client = client_of(tie.protege)
    sent = one_form(client.get(address).content.decode())
    write(tie.mentor, meeting, "notes", "Theirs")

    page = client.post(
        address, sent | {"save": "notes", "text": ["The agenda", "Mine", "For me"]}
    ).content.decode()

    assert one_form(page)["text"] == ["The agenda", "Mine", "For me"]
    assert one_form(page)["revision"] == ["0", "1", "0"]
    assert "Theirs" in page
    assert client.post(address, one_form(page) | {"save": "charter"}).status_code == 404


def test_without_scripts_all_texts_are_back_after_signing_in_again(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])
    client = client_of(tie.protege)
    sent = one_form(client.get(address).content.decode())
    sent["text"] = ["The agenda", "The notes", "For me"]
    write(tie.mentor, meeting, "notes", "Theirs")

    filled = refill(
        client.get(address).content.decode(),
        page=address,
        action=address,
        fields=[(name, one) for name, values in sent.items() for one in values],
        said="",
    )

    # With what it was typed over, so that nothing of the other side is overwritten.
    assert one_form(filled or "") == sent


def one_form(html: str) -> dict[str, list[str]]:
    """What the form of all texts sends, in the order in which a browser without scripts does."""
    found: dict[str, list[str]] = {}
    for one in lxml.html.fromstring(html).xpath("//*[@form='meeting-texts'][not(self::button)]"):
        found.setdefault(one.get("name"), []).append(one.value.removeprefix("\n"))
    return found


def test_private_note_is_its_author_s_alone(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "private", "He seemed tired")
    write(tie.mentor, meeting, "private", "She should apply")

    pages = {
        member: client_of(member)
        .get(reverse("evaluations:meeting", args=[meeting.pk]))
        .content.decode()
        for member in (tie.protege, tie.mentor)
    }
    assert "He seemed tired" in pages[tie.protege]
    assert "She should apply" not in pages[tie.protege]
    assert "She should apply" in pages[tie.mentor]
    assert "He seemed tired" not in pages[tie.mentor]
    assert [note.text for note in PrivateNote.objects.visible_to(tie.mentor.user)] == [
        "She should apply"
    ]


def test_nobody_else_reaches_a_meeting(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "notes", "Confidential")
    here = tie.institution
    chief = MembershipFactory(institution=here)
    Membership.objects.filter(pk=tie.protege_id).update(supervisor=chief)
    fellow = TieFactory(protege=tie.protege).mentor
    outsiders = [
        chief,
        fellow,
        MembershipFactory(institution=here, offices=[Office.DIRECTOR]),
        MembershipFactory(institution=here, offices=[Office.OMBUDS]),
    ]

    for member in outsiders:
        for name, key in (("meeting", meeting.pk), ("relationship", tie.pk)):
            answer = client_of(member).get(reverse(f"evaluations:{name}", args=[key]))
            assert answer.status_code == 404


def test_goals_stand_beside_the_agenda_for_their_owner(tie) -> None:
    GoalFactory(member=tie.protege, text="First R01")
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])

    assert "First R01" in client_of(tie.protege).get(address).content.decode()
    assert "First R01" not in client_of(tie.mentor).get(address).content.decode()


def test_progress_is_noted_in_the_meeting_and_kept_with_the_goal(tie) -> None:
    goal = GoalFactory(member=tie.protege, text="First R01")
    meeting = plan(tie, tie.protege, ahead())

    act(tie.protege, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="Not scored")
    act(tie.protege, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="")
    other = act(tie.mentor, "meeting_goal_note", meeting.pk, goal.pk, kind="setback", text="Mine")

    assert other.status_code == 404
    assert list(goal.notes.values_list("kind", "text")) == [("setback", "Not scored")]


def test_actions_are_carried_until_they_are_done(tie) -> None:
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    item = ActionItem.objects.get()
    meeting = plan(tie, tie.protege, ahead())
    address = reverse("evaluations:meeting", args=[meeting.pk])
    assert "Read it" in client_of(tie.mentor).get(address).content.decode()

    act(tie.mentor, "action_set", item.pk, "done", meeting=str(meeting.pk))
    assert "Read it" not in client_of(tie.mentor).get(address).content.decode()
    act(tie.mentor, "action_set", item.pk, "open")
    assert "Read it" in client_of(tie.mentor).get(address).content.decode()
    act(tie.mentor, "action_set", item.pk, "drop")

    assert ActionItem.objects.open().count() == 0


def test_action_for_somebody_else_is_refused_with_what_was_typed(tie) -> None:
    stranger = MembershipFactory(institution=tie.institution)

    page = act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(stranger.pk))

    assert list(page.context["form"].errors) == ["owner"]
    assert page.context["form"]["text"].value() == "Read it"


# Ending ---------------------------------------------------------------------------------------


def test_ended_tie_is_settled_once_the_day_is_over(tie) -> None:
    plan(tie, tie.protege, ahead())
    act(tie.protege, "action_add", tie.pk, text="Read it", owner=str(tie.mentor_id))
    end_tie(tie, by=tie.protege)

    assert settle_ended_ties() == 0
    Tie.objects.update(ended_on=timezone.localdate() - timedelta(days=2))
    assert settle_ended_ties() == 2
    assert settle_ended_ties() == 0

    assert Meeting.objects.get().state == "cancelled"
    assert OutboxMessage.objects.filter(kind="meeting_cancelled").count() == 2


def test_form_that_was_open_when_the_tie_ended_changes_nothing(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    Tie.objects.update(state="ended", ended_on=timezone.localdate())

    assert act(tie.protege, "plan", tie.pk, first=ahead(9), minutes="60").status_code == 404
    page = act(tie.mentor, "meeting_move", meeting.pk, starts_at=ahead(9), minutes="60")

    assert "This tie has ended meanwhile" in page.content.decode()
    assert Meeting.objects.count() == 1


# Calendar -------------------------------------------------------------------------------------


def feed_of(member: Membership) -> str:
    client_of(member).post(reverse("evaluations:calendar"))
    page = client_of(member).get(reverse("evaluations:calendar"))
    return page.context["address"].removeprefix("http://localhost:8000")


def test_feed_shows_when_and_with_whom_and_no_text(tie) -> None:
    meeting = plan(tie, tie.protege, ahead())
    write(tie.protege, meeting, "notes", "Confidential")
    address = feed_of(tie.mentor)

    answer = Client().get(address)

    text = answer.content.decode()
    assert f"SUMMARY:Mentoring: {tie.protege.name}" in text
    assert "Confidential" not in text
    again = Client().get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("closing", ["login", "membership"])
def test_feed_dies_with_its_owner_and_does_not_come_back(tie, closing) -> None:
    address = feed_of(tie.mentor)
    assert Client().get(address).status_code == 200
    if closing == "login":
        type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=tie.mentor.pk).update(end_date=timezone.localdate())
    assert Client().get(address).status_code == 404

    if closing == "login":
        links.revoke(holder=tie.mentor.user)
    else:
        membership_ended.send(sender=Membership, membership=tie.mentor)
    type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id).update(is_active=True)
    Membership.objects.filter(pk=tie.mentor.pk).update(end_date=None)

    assert Client().get(address).status_code == 404


def test_looking_at_ones_address_makes_none_and_shows_the_same(tie) -> None:
    look = client_of(tie.mentor).get
    assert look(reverse("evaluations:calendar")).context["address"] == ""
    assert Link.objects.count() == 0
    address = feed_of(tie.mentor)
    again = look(reverse("evaluations:calendar")).context["address"]
    assert again.removeprefix("http://localhost:8000") == address


def test_signed_address_of_before_works_until_it_is_revoked_or_its_login_is_closed(tie) -> None:
    feed = CalendarFeed.objects.create(institution=tie.institution, member=tie.mentor)
    token = signing.dumps([feed.pk.hex, feed.version], salt="evaluations.calendar")
    address = reverse("evaluations:calendar_feed", args=[token])
    assert Client().get(address).status_code == 200
    # It is not known any more which address was given out, so the page offers a new one.
    assert client_of(tie.mentor).get(reverse("evaluations:calendar")).context["address"] == ""

    logins = type(tie.mentor.user).objects.filter(pk=tie.mentor.user_id)
    logins.update(is_active=False)
    assert Client().get(address).status_code == 404
    logins.update(is_active=True)
    feed_of(tie.mentor)
    client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1", "sure": "1"})
    assert Client().get(address).status_code == 404


def test_revoked_address_shows_nothing_and_the_next_is_another(tie) -> None:
    address = feed_of(tie.mentor)
    asked = client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1"})
    assert "Revoke your calendar address?" in asked.content.decode()
    assert Client().get(address).status_code == 200
    client_of(tie.mentor).post(reverse("evaluations:calendar"), {"revoke": "1", "sure": "1"})

    assert Client().get(address).status_code == 404
    assert feed_of(tie.mentor) != address
    assert CalendarFeed.objects.count() == 1


def test_feed_that_is_polled_too_often_is_told_to_wait(tie, settings) -> None:
    # The tests of another process empty a Redis that they share with this one.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    address = feed_of(tie.mentor)

    codes = [Client().get(address).status_code for _ in range(62)]

    assert codes == [200] * 60 + [429] * 2


@pytest.mark.parametrize("meetings", [1, 3])
def test_relationship_page_costs_the_same_for_any_history(
    tie, meetings, django_assert_num_queries
) -> None:
    for at in range(meetings):
        plan(tie, tie.protege, ahead(7 + at))
        Meeting.objects.create(
            institution=tie.institution,
            tie=tie,
            state="held",
            starts_at=timezone.now() - timedelta(days=30 * (at + 1)),
        )
        act(tie.protege, "action_add", tie.pk, text=f"Do {at}", owner=str(tie.mentor_id))
    client = client_of(tie.protege)
    address = reverse("evaluations:relationship", args=[tie.pk])
    client.get(address)

    with django_assert_num_queries(15):
        client.get(address)


def test_the_two_read_the_state_of_their_own_tie_with_its_reason(tie: Tie) -> None:
    Tie.objects.filter(pk=tie.pk).update(started_on=timezone.localdate() - timedelta(days=300))
    Meeting.objects.create(
        institution=tie.institution,
        tie=tie,
        state=Meeting.State.HELD,
        starts_at=timezone.now() - timedelta(days=100),
    )

    page = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    text = page.content.decode()
    assert '<span class="pill pill--danger">At risk</span>' in text
    assert "Last met 14 weeks ago." in text
