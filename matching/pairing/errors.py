"""What pairing two named people refuses, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class PairNotPossible(MatchingError):
    """One sentence for every rule: which of them it was is not told."""

    code = "pair_not_possible"
    message = _("These two can’t be paired in this program.")


class MenteeAsked(MatchingError):
    code = "mentee_asked"


class PeerAsked(MatchingError):
    code = "peer_asked"


class AskedRecently(MatchingError):
    code = "asked_recently"


class RequestOver(MatchingError):
    code = "pair_request_over"
    message = _("This question is closed. You don’t need to answer.")


class KeptApart(MatchingError):
    """Only ever told to who said it."""

    code = "kept_apart"
    message = _("You asked not to be paired with this person. Change that first.")
