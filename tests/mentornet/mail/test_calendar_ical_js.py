"""The same objects, read by ical.js: the parser of Thunderbird and of many web calendars."""

from __future__ import annotations

import json

import pytest
from icalendar import Calendar

from tests.support.calendars import objects, occurrences
from tests.support.node import NODE, install, run


@pytest.mark.long
@pytest.mark.tools
def test_ical_js_reads_every_object_as_we_mean_it() -> None:
    install("ical.js")
    written = objects()

    done = run(NODE, "read_calendar.mjs", given=json.dumps(written))

    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    for name, text in written.items():
        events = Calendar.from_ical(text).walk("VEVENT")
        assert read[name]["uids"] == [str(one["UID"]) for one in events], name
        assert read[name]["titles"] == [str(one["SUMMARY"]) for one in events], name
        assert read[name]["starts"] == [one.decoded("DTSTART").timestamp() for one in events], name
        if "series" in name and "one of" not in name.removesuffix("one that moved"):
            expected = [one.timestamp() for one in occurrences(text)]
            assert sorted(read[name]["occurrences"]) == expected, name
