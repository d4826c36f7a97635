"""What an answer to each kind of question may be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

TEXT, LONG_TEXT, ONE, SEVERAL = "text", "long_text", "one", "several"
YES_NO, NUMBER, DATE = "yes_no", "number", "date"
LONGEST = {TEXT: 300, LONG_TEXT: 4_000}
MOST_CHOICES = 30


class AnswerInvalid(ValueError):
    """An answer that the question does not take; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """A question as it is put to someone: `choices` are pairs of what is kept and what is read."""

    key: str
    kind: str
    text: str
    purpose: str = ""
    readers: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


def checked(asked: Asked, value: Any) -> Any:
    """Return *value* as it is kept; None for no answer. Raise AnswerInvalid for one that does not fit.

    >>> checked(Asked("a", "one", "?", choices=(("x", "X"),)), "x")
    'x'
    >>> checked(Asked("a", "number", "?"), "7"), checked(Asked("a", "text", "?"), "  ")
    (7, None)
    """
    plain = _plain(asked, value)
    if plain in (None, "", []):
        if asked.required:
            raise AnswerInvalid("required")
        return None
    return plain


def _plain(asked: Asked, value: Any) -> Any:
    if value is None:
        return None
    match asked.kind:
        case "text" | "long_text":
            text = str(value).strip()
            if len(text) > LONGEST[asked.kind]:
                raise AnswerInvalid("too_long")
            return text
        case "one":
            return _one_of(asked, value) if value != "" else None
        case "several":
            return _several_of(asked, value)
        case "yes_no":
            return value if isinstance(value, bool) else _yes_no(value)
        case "number":
            return _number(value)
        case "date":
            return _day(value)
    raise AnswerInvalid("unknown_kind")


def _one_of(asked: Asked, value: Any) -> str:
    if value not in {key for key, _label in asked.choices}:
        raise AnswerInvalid("not_a_choice")
    return str(value)


def _several_of(asked: Asked, value: Any) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise AnswerInvalid("not_a_choice")
    given = {_one_of(asked, one) for one in value}
    return [key for key, _label in asked.choices if key in given]


def _yes_no(value: Any) -> bool | None:
    if value == "":
        return None
    if value not in ("yes", "no"):
        raise AnswerInvalid("not_a_choice")
    return bool(value == "yes")


def _number(value: Any) -> int | None:
    if value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise AnswerInvalid("not_a_number") from error


def _day(value: Any) -> str | None:
    if value == "":
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError as error:
        raise AnswerInvalid("not_a_date") from error
