"""What newcomers' pages refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class TakesNoNewcomers(MatchingError):
    """The program's own rules keep everyone out who is new."""

    code = "takes_no_newcomers"
    message = _(
        "This program asks for a minimum number of years here, so no one new can enroll. Edit "
        "the program first."
    )


class InLineOfSupervision(MatchingError):
    """Whoever is above the newcomer in the roster is no onboarding mentor of theirs."""

    code = "in_line_of_supervision"
    message = _("Suggest someone who doesn’t supervise this person.")


class NotSuggestible(MatchingError):
    code = "not_suggestible"
    message = _("Suggest a colleague who is here now.")
