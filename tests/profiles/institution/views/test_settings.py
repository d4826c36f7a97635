"""The settings of an institution through the pages of its directors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from profiles.models import AuditEvent, Institution, Membership, ThresholdChange
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
GENERAL = "profiles:institution_settings"
FIGURES = "profiles:figures_settings"
SIGN_IN = "profiles:sign_in_settings"
DAYS_OFF = "profiles:days_off_settings"
ALL = (GENERAL, FIGURES, SIGN_IN, DAYS_OFF)


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


def opened(client, name) -> dict[str, str]:
    """Return what the form of the page sends as it was opened."""
    form = client.get(reverse(name)).context["form"]
    return {field.name: _sent(field) for field in form}


def _sent(field):
    if field.name == "holidays_worked":
        return field.value() or []
    return "" if field.value() is None else str(field.value())


def save(client, page, given, **changes):
    return client.post(reverse(page), {**given, **changes})


def here(member) -> Institution:
    return Institution.objects.get(pk=member.institution_id)


def verbs() -> list[str]:
    return sorted(AuditEvent.objects.values_list("verb", flat=True))


def test_name_zone_and_words_are_saved_and_written_down(client, director):
    given = opened(client, GENERAL)
    answer = save(
        client,
        GENERAL,
        given,
        name="Harbor Medical School",
        time_zone="America/Chicago",
        protege_label="protégé",
    )

    saved = here(director)
    assert (saved.name, saved.time_zone, saved.protege_label) == (
        "Harbor Medical School",
        "America/Chicago",
        "protégé",
    )
    assert verbs() == [
        "institution.changed.name",
        "institution.changed.protege_label",
        "institution.changed.time_zone",
    ]
    page = on_one_line(client.get(answer["Location"]).content.decode())
    assert "Saved: " in page


def test_threshold_has_its_record_and_publication_its_verb(client, director):
    given = opened(client, FIGURES)
    save(client, FIGURES, given, suppression_threshold="7", publication_days="14")

    change = ThresholdChange.objects.get()
    assert (change.value, change.changed_by) == (7, director.user)
    assert here(director).publication_days == 14
    assert verbs() == ["publication_days.changed", "threshold.raised"]


def test_sign_in_rules_have_their_verbs(client, director):
    given = opened(client, SIGN_IN)
    save(client, SIGN_IN, given, second_factor="everyone", own_device_days="7")

    saved = here(director)
    assert (saved.second_factor, saved.own_device_days) == ("everyone", 7)
    assert verbs() == ["own_device_days.changed", "second_factor.changed"]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        (GENERAL, "time_zone", "Mars/Olympus"),
        (DAYS_OFF, "holiday_region", "XX"),
        (DAYS_OFF, "holidays_worked", "No such day"),
        (DAYS_OFF, "days_off", "2027-02-29 Leap day"),
        (DAYS_OFF, "days_off", "2026-12-24"),
        (DAYS_OFF, "days_off", "2027-01-03 to 2026-12-24 Winter break"),
        (GENERAL, "name", " "),
        (FIGURES, "suppression_threshold", "4"),
        (FIGURES, "publication_days", "1"),
        (SIGN_IN, "address_claim_days", "2"),
        (SIGN_IN, "second_factor", "no_one"),
    ],
)
def test_what_is_not_allowed_is_refused_at_its_field(client, director, name, field, value):
    before = Institution.objects.filter(pk=director.institution_id).values().get()
    answer = save(client, name, opened(client, name), **{field: value})

    assert list(answer.context["form"].errors) == [field]
    assert Institution.objects.filter(pk=director.institution_id).values().get() == before
    assert verbs() == []


def test_two_pages_never_overwrite_each_other_in_silence(client, director):
    mine, theirs = opened(client, GENERAL), opened(client, GENERAL)
    save(client, GENERAL, theirs, name="Harbor", paper="a4")
    # Another field is no conflict, and what the other one saved stays.
    save(client, GENERAL, mine, time_zone="America/Chicago")
    assert (here(director).name, here(director).time_zone) == ("Harbor", "America/Chicago")

    answer = save(client, GENERAL, mine, name="Bay")
    assert "Someone else changed these settings" in on_one_line(answer.content.decode())
    assert here(director).name == "Harbor"
    again = {one.name: str(one.value() or "") for one in answer.context["form"]}
    save(client, GENERAL, again)
    assert here(director).name == "Bay"


def test_saving_without_a_change_writes_nothing(client, director):
    for name in ALL:
        save(client, name, opened(client, name))
    assert verbs() == []


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_but_a_director_gets_in(client, role):
    client.force_login(MembershipFactory(offices=[role] if role else []).user)
    for name in ALL:
        assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse(name), {"name": "X"}).status_code == 403
    assert verbs() == []


def test_only_ones_own_institution_is_changed(client, director):
    other = MembershipFactory().institution
    given = opened(client, GENERAL)
    save(client, GENERAL, {**given, "id": str(other.pk)}, name="Mine")
    assert Institution.objects.get(pk=other.pk).name == other.name


def test_days_off_are_read_by_line_and_shown_as_they_are_kept(client, director):
    given = opened(client, DAYS_OFF)
    assert "Columbus Day" in client.get(reverse(DAYS_OFF)).content.decode()
    lines = "2027-11-26: Day after Thanksgiving\n\n2026-12-24 to 2027-01-03 Winter break"
    changes = {"days_off": lines, "holidays_worked": ["Columbus Day"], "holiday_region": "US-MA"}
    save(client, DAYS_OFF, given, **changes)

    calendar = here(director).work_calendar
    assert calendar.name_of(date(2026, 12, 31)) == "Winter break"
    assert calendar.name_of(date(2027, 1, 1)) == "New Year's Day, Winter break"
    assert calendar.name_of(date(2027, 11, 26)) == "Day after Thanksgiving"
    assert calendar.name_of(date(2027, 4, 19)) == "Patriots' Day"
    assert calendar.name_of(date(2026, 10, 12)) == ""
    assert opened(client, DAYS_OFF)["days_off"].splitlines() == [
        "2026-12-24 to 2027-01-03 Winter break",
        "2027-11-26 Day after Thanksgiving",
    ]
    assert verbs() == [
        "institution.changed.days_off",
        "institution.changed.holiday_region",
        "institution.changed.holidays_worked",
    ]
    # Another page that was open meanwhile does not take them away.
    answer = save(client, DAYS_OFF, given, days_off="2027-03-08 to 2027-03-12 Spring break")
    assert "Someone else changed these settings" in on_one_line(answer.content.decode())
    assert "Winter break" in str(here(director).days_off)


ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//R//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nSUMMARY:Founders' day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def calendar_file(content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("calendar.ics", content.encode(), "text/calendar")


def test_days_of_a_calendar_file_are_looked_through_before_they_are_saved(client, director):
    day = here(director).local_date() + timedelta(days=30)
    before = here(director).days_off
    typed = {**opened(client, DAYS_OFF), "days_off": "no day at all", "holiday_region": "US-MA"}
    answer = client.post(
        reverse(DAYS_OFF), {**typed, "calendar": calendar_file(ICS.format(day=day))}
    )

    words = on_one_line(answer.content.decode())
    assert "1 line was added from the calendar. Nothing is saved yet" in words
    assert here(director).days_off == before
    form = answer.context["form"]
    lines = f"no day at all\n{day} Founders' day"
    assert (form["days_off"].value(), form["holiday_region"].value()) == (lines, "US-MA")
    assert "Line 1: start with a day" in str(form.errors["days_off"])

    again = client.post(
        reverse(DAYS_OFF),
        {**typed, "days_off": lines, "calendar": calendar_file(ICS.format(day=day))},
    )
    assert "Nothing was added" in again.content.decode()
    save(client, DAYS_OFF, typed, days_off=lines.splitlines()[1])
    assert here(director).work_calendar.name_of(day) == "Founders' day"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,day\nA,2026-12-24\n", "This is not a calendar file"),
        (ICS.format(day=date(2001, 1, 1)), "no all-day events from today on"),
        ("BEGIN:VCALENDAR\r\n" + "X" * 2_000_001, "over 2 MB"),
    ],
)
def test_a_file_without_days_off_is_refused_and_nothing_typed_is_lost(
    client, director, content, said
):
    typed = opened(client, DAYS_OFF) | {"days_off": "Dec 24, 2026 Eve"}
    answer = client.post(reverse(DAYS_OFF), {**typed, "calendar": calendar_file(content)})
    form = answer.context["form"]
    assert said in str(form.errors["calendar"])
    assert form["days_off"].value() == "Dec 24, 2026 Eve"
    assert verbs() == []
