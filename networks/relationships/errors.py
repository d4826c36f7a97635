"""Refusals about mentoring relationships, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class CapacityReached(NetworkError):
    code = "capacity_reached"
    message = _(
        "You have as many mentees as your mentor profile allows. Raise the number there, end a"
        " relationship that is over, or suggest a colleague instead."
    )


class PlaceTaken(NetworkError):
    """CapacityReached for the mentee, who cannot change the limit."""

    code = "place_taken"
    message = _("The mentor’s opening has been filled, so the relationship stays ended.")


class AlreadyTied(NetworkError):
    code = "already_tied"
    message = _("You already have a mentoring relationship with this person.")


class NotConfirmedBefore(NetworkError):
    code = "not_confirmed_before"
    message = _(
        "This person was asked before and did not confirm. You can send them a request instead."
    )


class TieClosed(NetworkError):
    code = "tie_closed"
    message = _("This relationship has ended, so nothing was changed.")


class UndoTooLate(NetworkError):
    code = "undo_too_late"
    message = _("Only the person who ended the relationship can undo it, and only on the same day.")


class AgreementClosed(NetworkError):
    code = "agreement_closed"
    message = _("There is a newer proposal. Open that one instead.")


class NoAddress(NetworkError):
    code = "no_address"
    message = _("Enter their email address first.")


class AddressOfColleague(NetworkError):
    code = "address_of_colleague"
    message = _(
        "Someone at your institution has this email address. Add them as a colleague instead."
    )


class EmailsStopped(NetworkError):
    code = "emails_stopped"
    message = _(
        "Emails to this address were stopped, so you cannot turn them on now. They can turn them on"
        " again with the link in any email they got."
    )


class TooManyEmails(NetworkError):
    code = "too_many_emails"
    message = _("You sent as many emails to people outside as you can in one day. Try tomorrow.")


class NoteGiven(NetworkError):
    code = "note_given"
    message = _(
        "You already asked for a change. Write to them directly, or wait for a new version."
    )
