"""Meetings between two people: offered, planned, moved, held, written up; seen by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.series import plan_series
from evaluations.models import Meeting, PrivateNote
from mentornet.models import OutboxMessage
from networks.models import Tie
from networks.relationships.agreements.domain.confirming import (
    confirm_agreement,
    propose_agreement,
    starting_terms,
)
from profiles.access.refill import refill
from profiles.models import Membership
from tests.factories import TieFactory

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
    assert "Saved: you met for 20 minutes." in page.content.decode()


def test_past_meeting_is_recorded_with_its_notes(tie) -> None:
    when = (timezone.now() - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    page = act(tie.protege, "record", tie.pk, starts_at=when, minutes="45", notes="Grant outline")

    assert Meeting.objects.get().state == "held"
    assert "Grant outline" in page.content.decode()


@pytest.mark.parametrize(
    ("page", "field", "when", "message"),
    [
        (
            "record",
            "starts_at",
            "2090-01-01T10:00",
            "This time is in the future. Schedule the meeting instead.",
        ),
        ("record", "starts_at", "1990-01-01T10:00", "Choose a date within the last ten years."),
        ("plan", "first", "2020-01-01T10:00", "This time is in the past."),
        ("plan", "first", "2090-01-01T10:00", "Choose a time within the next 13 months."),
        ("plan", "first", "nonsense", "Enter a valid date/time."),
    ],
)
def test_impossible_times_are_said_at_the_field(tie, page, field, when, message) -> None:
    answer = act(tie.protege, page, tie.pk, minutes="60", **{field: when})

    assert answer.context["form"].errors[field][0].startswith(message)
    assert Meeting.objects.count() == 0


# Planning -------------------------------------------------------------------------------------


def test_other_side_picks_one_of_the_times_offered(tie) -> None:
    meeting = plan(tie, tie.protege, ahead(7), ahead(8))
    assert (meeting.state, kinds()) == ("proposed", ["meeting_proposed"])

    page = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert "suggests these times" in page.content.decode()
    wrong = act(tie.mentor, "meeting_pick", meeting.pk, time="2099-01-01T10:00:00+00:00")
    assert "This time was not suggested." in wrong.content.decode()
    chosen = meeting.times.last().starts_at
    act(tie.mentor, "meeting_pick", meeting.pk, time=chosen.isoformat())
    act(tie.mentor, "meeting_pick", meeting.pk, time=chosen.isoformat())

    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == ("planned", chosen)
    assert kinds() == ["meeting_planned", "meeting_planned", "meeting_proposed"]


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
    assert "This meeting has not happened yet." in page.content.decode()
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

    assert "Make an agreement first" in page.content.decode()
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
    assert "Someone else changed this text" in page
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


# Ending ---------------------------------------------------------------------------------------


# Calendar -------------------------------------------------------------------------------------
