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
    """An instrument that cannot be kept; `faults` say what to fix, and where."""

    code = "bad_instrument"
    message = _("Nothing was saved. Fix the problems listed and try again.")

    def __init__(self, faults: Sequence[ItemFault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class InstrumentInUse(EvaluationError):
    code = "instrument_in_use"
    message = _(
        "A survey with this questionnaire is still planned or open. Close or cancel it first."
    )


class NoSuchInstrument(EvaluationError):
    code = "no_such_instrument"
    message = _("This questionnaire is no longer available. Choose another one.")


class SurveyTwice(EvaluationError):
    code = "survey_twice"
    message = _(
        "This program already has this survey at this time. Choose another time or questionnaire."
    )


class SurveyBegun(EvaluationError):
    code = "survey_begun"
    message = _("The survey is open, so you can change only the last day.")


class SurveyOver(EvaluationError):
    code = "survey_over"
    message = _("This survey is over. Nothing was changed.")


class NobodyToAsk(EvaluationError):
    code = "nobody_to_ask"
    message = _("This program is a draft and has no people yet. Open enrollment first.")


class WrongDays(EvaluationError):
    code = "wrong_days"


class AnswerOutOfRange(EvaluationError):
    """An answer that the question does not offer; `item` is the question's key."""

    code = "answer_out_of_range"

    def __init__(self, item: Any, message: str) -> None:
        self.item = item
        super().__init__(message)
