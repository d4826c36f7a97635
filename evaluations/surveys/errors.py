"""What surveys and instruments refuse, in words for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with one field of an instrument; `item` counts from 0, None: the whole."""

    item: int | None
    field: str
    message: str


class BadInstrument(EvaluationError):
    """An instrument that cannot be kept; `faults` say what to mend, and where."""

    code = "bad_instrument"
    message = _("This instrument cannot be kept as it is. Nothing was saved.")

    def __init__(self, faults: Sequence[ItemFault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class InstrumentInUse(EvaluationError):
    code = "instrument_in_use"
    message = _("A survey that asks this is not over yet. Close it first.")


class NoSuchInstrument(EvaluationError):
    code = "no_such_instrument"
    message = _("This instrument is not there any more. Choose another.")


class SurveyTwice(EvaluationError):
    code = "survey_twice"
    message = _("This program is asked the same on this occasion already.")


class SurveyBegun(EvaluationError):
    code = "survey_begun"
    message = _("People have been asked already, so only the last day can be changed.")


class SurveyOver(EvaluationError):
    code = "survey_over"
    message = _("This survey is over, so nothing was changed.")


class NobodyToAsk(EvaluationError):
    code = "nobody_to_ask"
    message = _("A draft has no people yet. Open the program's enrolment first.")


class WrongDays(EvaluationError):
    code = "wrong_days"


class AnswerOutOfRange(EvaluationError):
    """An answer that the question does not offer; `item` is the question's key."""

    code = "answer_out_of_range"

    def __init__(self, item: Any, message: str) -> None:
        self.item = item
        super().__init__(message)
