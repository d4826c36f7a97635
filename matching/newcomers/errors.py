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
