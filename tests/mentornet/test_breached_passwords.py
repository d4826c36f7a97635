"""The operator's list of breached passwords: looked up on disk, its format tested at start."""

import hashlib

import pytest

from mentornet import breached_passwords as breached
from mentornet.breached_passwords import is_breached, problem_of
from mentornet.settings_checks import problems
from tests.mentornet.test_settings import PRODUCTION


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest().upper()


@pytest.fixture
def listed() -> list[str]:
    return [f"word {number}" for number in range(3_000)]


@pytest.fixture
def file(tmp_path, listed):
    made = tmp_path / "breached.txt"
    made.write_text("".join(f"{one}:{len(one)}\n" for one in sorted(map(sha1, listed))))
    return made


def test_every_listed_password_is_found_and_no_other(file, listed):
    found = [
        one for one in [*listed, *(f"other {n}" for n in range(500))] if is_breached(one, file)
    ]

    assert found == listed


def test_file_without_a_last_line_end_is_read_whole(tmp_path):
    made = tmp_path / "short.txt"
    made.write_text("\r\n".join(f"{one}:1" for one in sorted([sha1("a"), sha1("b")])))

    assert [is_breached(one, made) for one in "abc"] == [True, True, False]
    assert problem_of(made) == ""


def test_sound_file_has_no_problem_read_whole_or_in_places(file, monkeypatch):
    assert problem_of(file) == ""
    monkeypatch.setattr(breached, "CHECKED_WHOLE", 0)
    assert problem_of(file) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty."),
        (f"{'B' * 40}:1\n{'A' * 40}:1\n", "line 2: the hashes are not in ascending order."),
        (f"{'A' * 40}:1\n{'A' * 40}:1\n", "line 2: the hashes are not in ascending order."),
        ("password:1\n", "line 1: expected 40 hexadecimal digits, a colon and a count."),
        (f"{'A' * 32}:1\n", "line 1: expected 40 hexadecimal digits, a colon and a count."),
        (f"{'A' * 40}\n", "line 1: expected 40 hexadecimal digits, a colon and a count."),
    ],
)
def test_odd_file_is_named_with_its_line(tmp_path, text, said):
    made = tmp_path / "odd.txt"
    made.write_text(text)

    assert problem_of(made).endswith(said)


def test_large_file_in_another_order_is_refused(tmp_path, listed, monkeypatch):
    monkeypatch.setattr(breached, "CHECKED_WHOLE", 0)
    made = tmp_path / "by-count.txt"
    made.write_text("".join(f"{sha1(one)}:1\n" for one in listed))

    assert "not in ascending order" in problem_of(made)


def test_start_is_refused_with_a_sentence(tmp_path):
    missing = tmp_path / "none.txt"

    said = problems({**PRODUCTION, "BREACHED_PASSWORDS_FILE": str(missing)}, {})

    assert said == [
        f"BREACHED_PASSWORDS_FILE: {missing} cannot be read (No such file or directory)."
    ]
