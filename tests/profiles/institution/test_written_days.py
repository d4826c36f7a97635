"""Days as people write them, and as calendar files of other programs hold them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.institution.written_days import UnreadableDay, read_calendar, read_line

BREAK = (date(2026, 12, 24), date(2027, 1, 3), "Winter break")
SPRING = (date(2027, 3, 8), date(2027, 3, 12), "Spring break")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("2026-12-24 to 2027-01-03 Winter break", BREAK),
        ("12/24/2026 - 1/3/2027 Winter break", BREAK),
        ("12/24/26–1/3/27: Winter break", BREAK),
        ("24.12.2026 - 3.1.2027 Winter break", BREAK),
        ("Dec 24 - Jan 3, 2027, Winter break", BREAK),
        ("Thursday, December 24th, 2026 through Sunday, January 3rd, 2027 — Winter break", BREAK),
        ("24 de diciembre de 2026 al 3 de enero de 2027 Winter break", BREAK),
        ("24 Dec 2026 until 3 Jan 2027\tWinter break", BREAK),
        ("March 8-12, 2027 Spring break", SPRING),
        ("8-12 March 2027 Spring break", SPRING),
        ("8 al 12 de marzo de 2027: Spring break", SPRING),
        ("Mar. 8 – Mar. 12, 2027 Spring break", SPRING),
        ("2026-11-27 - 5 K Run", (date(2026, 11, 27),) * 2 + ("5 K Run",)),
        (
            "Nov 27, 2026 Day after Thanksgiving",
            (date(2026, 11, 27),) * 2 + ("Day after Thanksgiving",),
        ),
    ],
)
def test_days_are_read_however_people_write_them(line, read):
    assert read_line(line, month_first=True) == read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Winter break", "start with a day"),
        ("Mayhem 3, 2027 Party", "start with a day"),
        ("2027-02-29 Leap day", "start with a day"),
        ("13/13/2027 Nothing", "start with a day"),
        ("March 8-12 Spring break", "add the year"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_write(line, said):
    with pytest.raises(UnreadableDay, match=said):
        read_line(line, month_first=True)


def test_numbers_that_can_be_read_both_ways_are_asked_where_no_order_is_usual():
    assert read_line("3/4/2027 A", month_first=True)[0] == date(2027, 3, 4)
    with pytest.raises(UnreadableDay, match="month as a word"):
        read_line("3/4/2027 A", month_first=False)
    assert read_line("24/12/2026 A", month_first=False)[0] == date(2026, 12, 24)


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS, st.sampled_from(["%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%d %b %Y"]))
def test_each_way_to_write_a_range_is_read_as_it_was_written(first, last, how):
    line = f"{first.strftime(how)} to {last.strftime(how)} Closed"
    assert read_line(line, month_first=True) == (first, last, "Closed")


@given(st.text(max_size=60))
def test_any_other_text_is_read_or_refused(line):
    try:
        first, last, _name = read_line(line, month_first=False)
    except UnreadableDay:
        return
    assert isinstance(last - first, timedelta)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Registrar//EN
{events}END:VCALENDAR
"""


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", ""])


def test_all_day_events_of_a_calendar_file_are_days_off():
    events = [
        event(
            "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270104", "SUMMARY:Winter\\n break"
        ),
        event("DTSTART;VALUE=DATE:20270528", "SUMMARY:Founders' day"),
        # The same again, over, far away, longer than a break, without a name, canceled, by a rule, at a time.
        event("DTSTART;VALUE=DATE:20270528", "DTEND;VALUE=DATE:20270528", "SUMMARY:Founders' day"),
        event("DTSTART;VALUE=DATE:20260704", "SUMMARY:Over"),
        event("DTSTART;VALUE=DATE:20400704", "SUMMARY:Far"),
        event("DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20271231", "SUMMARY:Academic year"),
        event("DTSTART;VALUE=DATE:20270102"),
        event("DTSTART;VALUE=DATE:20270103", "STATUS:CANCELLED", "SUMMARY:Off"),
        event("DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=WEEKLY", "SUMMARY:Journal club"),
        event("DTSTART:20270105T140000Z", "SUMMARY:Faculty meeting"),
        event("SUMMARY:No day"),
    ]
    content = CALENDAR.format(events="".join(events)).replace("\n", "\r\n").encode()
    assert read_calendar(content, today=date(2026, 12, 1)) == [
        BREAK,
        (date(2027, 5, 28), date(2027, 5, 28), "Founders' day"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\xff\x00", b"name,day\nA,2026-12-24\n", b"BEGIN:VCALENDAR\n"]
)
def test_what_is_no_calendar_is_refused_or_empty(content):
    try:
        assert read_calendar(content, today=date(2026, 12, 1)) == []
    except ValueError:
        return
