"""Refusals about mentoring relationships, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class CapacityReached(NetworkError):
    code = "capacity_reached"
    message = _(
        "You mentor as many people as your offer has room for. Raise the number in your offer, "
        "end a tie that has run its course, or name a colleague instead."
    )


class PlaceTaken(NetworkError):
    """CapacityReached for the mentee, who cannot change the limit."""

    code = "place_taken"
    message = _("The place has been taken meanwhile, so the tie stays ended.")


class AlreadyTied(NetworkError):
    code = "already_tied"
    message = _("The two of you have a tie already.")


class NotConfirmedBefore(NetworkError):
    code = "not_confirmed_before"
    message = _(
        "This person was asked once and did not confirm the tie. You can send an invitation instead."
    )


class TieClosed(NetworkError):
    code = "tie_closed"
    message = _("This tie is not open any more, so nothing was changed.")


class UndoTooLate(NetworkError):
    code = "undo_too_late"
    message = _("An ending can be taken back on the same day, by the one who ended the tie.")


class AgreementClosed(NetworkError):
    code = "agreement_closed"
    message = _("There is a newer proposal. Look at that one.")
