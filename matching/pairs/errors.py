"""What matching pairs refuses, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class TooManyChoices(MatchingError):
    code = "too_many_choices"


class PairImpossible(MatchingError):
    code = "pair_impossible"


class NoOneToMatch(MatchingError):
    code = "nobody_to_match"
    message = _("You need at least one mentee without a mentor, and one mentor with an opening.")
