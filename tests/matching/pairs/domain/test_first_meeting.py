"""The first meeting as an entry for a person's own calendar."""

from datetime import date

from icalendar import Calendar

from matching.pairs.domain.first_meeting import first_meeting


def test_entry_lasts_one_day_and_leaves_the_time_free():
    text = first_meeting(
        uid="a@b", title="First meeting", description="Ada, Sam", day=date(2026, 12, 31)
    )

    calendar = Calendar.from_ical(text)
    [entry] = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert (str(entry["summary"]), str(entry["transp"])) == ("First meeting", "TRANSPARENT")
