"""Two sheets in, one out: pairs with their reasons."""

from __future__ import annotations

import io

from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.match import match_sheets, result_lines
from matching.spreadsheets.domain.people import people_of
from mentornet.tabular.writing import write_csv
from tests.support.spreadsheets import table_of


def test_match_keeps_wishes_and_says_why(export) -> None:
    match = match_sheets(people_of(export, guess(export)), method="stable")

    found = {line.protege: line for line in match.lines}
    assert found["Ann Lee"].mentor == "Carla Ruiz, MD"
    assert found["Ann Lee"].reasons[0] == "Number 1 on the mentee’s list"
    assert found["Bo Chan"].mentor == "Eve Stone"  # not Dora, whom Bo wants to avoid
    assert found["Eve Stone"].mentor == "Dora Wills"  # never herself
    assert match.free == [("Dora Wills", 2)]
    out = io.StringIO()
    write_csv(out, result_lines(match))
    assert out.getvalue().splitlines()[1].split(",")[:3] == [
        "Ann Lee",
        "ann@a.example",
        '"Carla Ruiz',
    ]


def test_supervisor_is_not_matched() -> None:
    table = table_of(
        "Name,Sign up as,Areas,Supervisor\nAnn,mentee,Research,Dr. Boss\nBoss,mentor,Research,\n"
    )

    match = match_sheets(people_of(table, guess(table)))

    assert [(line.mentor, line.causes) for line in match.lines] == [
        (
            "",
            [
                "No mentor is possible. Mentors ruled out by: line of supervision (1).",
                "Boss has an opening and is ruled out only by: line of supervision.",
            ],
        )
    ]
