"""What an answer to each kind of question may be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from profiles.questions.validation import AnswerInvalid, Asked, checked

AB = (("a", "A"), ("b", "B"))


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  hello ", "hello"),
        ("text", "   ", None),
        ("long_text", "x" * 4_000, "x" * 4_000),
        ("one", "a", "a"),
        ("one", "", None),
        ("several", ["b", "a", "b"], ["a", "b"]),
        ("several", [], None),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("yes_no", False, False),
        ("yes_no", "", None),
        ("number", "0", 0),
        ("number", "", None),
        ("date", "2027-01-08", "2027-01-08"),
        ("date", date(2027, 1, 8), "2027-01-08"),
        ("date", "", None),
    ],
)
def test_what_fits_is_kept_in_one_form(kind: str, given: Any, kept: Any) -> None:
    assert checked(Asked("k", kind, "?", choices=AB), given) == kept


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("text", "x" * 301, "too_long"),
        ("long_text", "x" * 4_001, "too_long"),
        ("one", "c", "not_a_choice"),
        ("several", ["a", "c"], "not_a_choice"),
        ("several", "a", "not_a_choice"),
        ("yes_no", "maybe", "not_a_choice"),
        ("number", "seven", "not_a_number"),
        ("date", "soon", "not_a_date"),
        ("mood", "x", "unknown_kind"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(kind: str, given: Any, code: str) -> None:
    with pytest.raises(AnswerInvalid) as refusal:
        checked(Asked("k", kind, "?", choices=AB), given)

    assert refusal.value.code == code


@pytest.mark.parametrize("given", [None, "", []])
def test_required_question_takes_no_empty_answer(given: Any) -> None:
    with pytest.raises(AnswerInvalid, match="required"):
        checked(Asked("k", "several", "?", choices=AB, required=True), given or [])
