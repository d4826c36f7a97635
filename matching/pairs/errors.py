"""What matching pairs refuses, in words for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class TooManyChoices(MatchingError):
    code = "too_many_choices"


class PairImpossible(MatchingError):
    code = "pair_impossible"


class RulesCross(MatchingError):
    """Two rules are about the same people where each person can be in one alone."""

    code = "match_rules_cross"


class RuleRefused(MatchingError):
    """A rule that says nothing, or that there is already; `at` names the field."""

    code = "match_rule_refused"

    def __init__(self, message: StrOrPromise, *, at: str | None = None) -> None:
        super().__init__(message)
        self.at = at


class NoOneToMatch(MatchingError):
    code = "nobody_to_match"
    message = _("You need at least one mentee without a mentor, and one mentor with an opening.")
