"""`manage.py match`: two spreadsheets in, one out."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from tests.support.spreadsheets import case_path

SHEET = Path(__file__).parent / "sheets" / "form_export.csv"


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("match", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_one_sheet_gives_pairs_with_reasons(tmp_path: Path) -> None:
    target = tmp_path / "pairs.csv"

    out, err = run("--people", str(SHEET), "--out", str(target), "--method", "stable")

    assert "3 of 3 mentees have a mentor" in out
    assert "Which department or division are you in? → Department or unit" in out
    assert "note: row 4" in err
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["mentee", "Ann Lee", "Bo Chan", "Eve Stone"]


def test_two_sheets_and_a_corrected_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,X\nAnn,Research\n")
    (tmp_path / "b.csv").write_text("Name,X\nBo,Research\n")
    target = tmp_path / "pairs.csv"
    files = ["--mentees", str(tmp_path / "a.csv"), "--mentors", str(tmp_path / "b.csv")]

    run(*files, "--out", str(target), "--column", "X=areas")

    assert target.read_text(encoding="utf-8-sig").splitlines()[1].startswith("Ann,,Bo,,")


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("Name,Areas\nAnn,Research\n", "Name,Capacity\nBo,-1\n", "Choose at least one column"),
        ("Name,Areas\nAnn,Research\n", "Name,Areas,Capacity\nBo,Research,-1\n", "Fix the errors"),
        ("Name,Areas\nAnn,Research\n", "", "The file is empty."),
    ],
)
def test_errors_write_nothing(tmp_path: Path, first: str, second: str, message: str) -> None:
    (tmp_path / "a.csv").write_text(first)
    (tmp_path / "b.csv").write_text(second)
    target = tmp_path / "pairs.csv"
    target.write_text("as it was")

    with pytest.raises(CommandError, match=message):
        run(
            "--proteges", str(tmp_path / "a.csv"), "--mentors", str(tmp_path / "b.csv"),
            "--out", str(target),
        )  # fmt: skip

    assert target.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "pairs.csv"]


def test_missing_file_and_missing_side_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("--people", str(tmp_path / "gone.csv"), "--out", str(tmp_path / "x.csv"))
    with pytest.raises(CommandError, match="Use either"):
        run("--mentees", str(SHEET), "--out", str(tmp_path / "x.csv"))


def test_cases_are_read_as_on_the_page_and_what_was_understood_is_printed(tmp_path: Path) -> None:
    target = tmp_path / "pairs.csv"
    expected = {
        "qualtrics-mentors": ["Ravi Menon → Ida Holm"],
        "microsoft-forms": ["Ravi Menon → Sol Abreu", "Sol Abreu → Ida Holm"],
        "same-lab": ["Mentee A → Prof Two", "Mentee B → Prof One", "Mentee C → Prof Two"],
    }
    said = {}

    for name, pairs in expected.items():
        said[name] = run("--people", str(case_path(name)), "--out", str(target), "--each-mentor")
        lines = target.read_text(encoding="utf-8-sig").splitlines()[1:]
        assert [" → ".join(line.split(",")[0:3:2]) for line in lines] == pairs

    out, err = said["qualtrics-mentors"]
    assert "qualtrics-mentors.csv: 2 rows, written by Qualtrics; column names in row 1" in out
    assert "row 6 left out: It is a preview, not an answer." in out
    assert "mentees: 1, mentors: 1" in out
    assert "No column for rank" in err
    out, err = said["microsoft-forms"]
    assert "→ How many mentees a mentor takes (sure: By its heading and the answers.)" in out
    assert "Same person as in row 5, which is the latest answer and counts." in err


def test_a_part_of_a_heading_is_enough_and_an_unknown_one_names_near_ones(tmp_path: Path) -> None:
    target = tmp_path / "pairs.csv"
    people = ["--people", str(case_path("microsoft-forms")), "--out", str(target)]

    out, _err = run(*people, "--column", "research areas=terms")
    assert "→ Expertise, interests (as you say)" in out

    with pytest.raises(
        CommandError, match=r"No column has the heading 'full names'. Did you mean: Full name;"
    ):
        run(*people, "--column", "full names=name")
    with pytest.raises(
        CommandError, match="'time' is in several headings: Start time; Completion time"
    ):
        run(*people, "--column", "time=when")
    with pytest.raises(CommandError, match="'nonsense' is not a field"):
        run(*people, "--column", "ID=nonsense")


def test_names_that_look_alike_are_asked_and_answered_by_an_option(tmp_path: Path) -> None:
    sheet, target = tmp_path / "a.csv", tmp_path / "pairs.csv"
    sheet.write_text("Name,Role,Topics,Adviser\nAnn,Mentee,x,J. Smith\nBo,Mentor,x,John Smith\n")
    files = ["--people", str(sheet), "--out", str(target)]

    out, err = run(*files)
    assert "question: are 'J. Smith' and 'John Smith' the same?" in err
    assert "0 of 1 mentees have a mentor" in out

    out, err = run(*files, "--same", "John Smith=J. Smith")
    assert "question" not in err
    assert "0 of 1 mentees have a mentor" in out

    out, err = run(*files, "--different", "John Smith=J. Smith")
    assert "question" not in err
    assert "1 of 1 mentees have a mentor" in out


def test_two_sheets_of_one_workbook_are_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Mentees"
    for row in (["Our program 2026"], [], ["Mentee", "Dept.", "Interests", "Lab", "Mentor ranked", "Preference"],
                ["Lee, Ann", "Medicine", "imaging", "Smith Lab", "Dr. Kim", 1],
                ["Lee, Ann", "Medicine", "imaging", "Smith Lab", "Roe, Cy", 2]):  # fmt: skip
        book.active.append(row)
    mentors = book.create_sheet("Mentors")
    for row in (["Name", "Lab", "Expertise", "Max mentees"], ["Kim, Bo", "smith lab", "imaging", 2.0],
                ["Cy Roe, MD", "Jones Lab", "imaging", "n/a"]):  # fmt: skip
        mentors.append(row)
    file, target = tmp_path / "book.xlsx", tmp_path / "pairs.csv"
    book.save(file)

    with pytest.raises(CommandError, match=r"--sheet 'Mentees' .*--mentors-sheet 'Mentors'"):
        run("--people", str(file), "--out", str(target))
    out, _err = run(
        "--proteges", str(file), "--sheet", "Mentees", "--mentors", str(file), "--mentors-sheet", "Mentors",
        "--out", str(target),
    )  # fmt: skip

    assert "column names in row 3" in out
    # The first choice is of the same lab.
    lines = target.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.startswith('"Lee, Ann",,"Cy Roe, MD",,') for line in lines] == [True]


def test_it_runs_where_nothing_is_set_up(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "match",
            "--people",
            case_path("same-lab"),
            "--out",
            tmp_path / "x.csv",
        ],
        cwd=settings.BASE_DIR,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 of 3 mentees have a mentor" in done.stdout, done.stderr


def test_a_choice_that_is_no_one_is_said(tmp_path: Path) -> None:
    sheet, target = tmp_path / "a.csv", tmp_path / "pairs.csv"
    sheet.write_text(
        "First,Last,Role,Topics,1st choice\nAnn,Lee,Mentee,x,Zed Quux\nBo,Kim,Mentor,x,\n"
    )

    _out, err = run("--people", str(sheet), "--out", str(target))

    assert "'Zed Quux': We found no one with this name" in err
    assert "Ann Lee" in target.read_text(encoding="utf-8-sig")
