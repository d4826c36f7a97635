"""`manage.py match`: two spreadsheets in, one out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

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
    files = ["--proteges", str(tmp_path / "a.csv"), "--mentors", str(tmp_path / "b.csv")]

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
        run("--proteges", str(SHEET), "--out", str(tmp_path / "x.csv"))
