"""What the rules of ties and invitations refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class NetworkError(DomainError):
    """A refusal that has to do with ties or invitations."""


class NotAvailable(NetworkError):
    """Says no more than that: the reason may be somebody's private wish."""

    code = "not_available"
    message = _("This person is not available.")


class GroupOver(NetworkError):
    code = "group_over"
    message = _("This group has ended, so no one can join it.")


class AskedOneself(NetworkError):
    code = "asked_oneself"
    message = _("That is you. Choose somebody else.")


class MentorPaused(NetworkError):
    code = "mentor_paused"
    message = _("This person is not taking on anybody new at the moment.")


class MentorFull(NetworkError):
    code = "mentor_full"
    message = _("This person has no place free at the moment.")


class CapacityReached(NetworkError):
    code = "capacity_reached"
    message = _(
        "You mentor as many people as your offer has room for. Raise the number in your offer, "
        "end a tie that has run its course, or name a colleague instead."
    )


class PlaceTaken(NetworkError):
    """The same limit, told to the protégé, who cannot change it."""

    code = "place_taken"
    message = _("The place has been taken meanwhile, so the tie stays ended.")


class AlreadyTied(NetworkError):
    code = "already_tied"
    message = _("The two of you have a tie already.")


class AlreadyAsked(NetworkError):
    code = "already_asked"
    message = _(
        "Your invitation to this person is still open. Wait for the answer, or withdraw it."
    )


class NotConfirmedBefore(NetworkError):
    code = "not_confirmed_before"
    message = _(
        "This person was asked once and did not confirm the tie. You can send an invitation instead."
    )


class InvitationClosed(NetworkError):
    code = "invitation_closed"
    message = _("This invitation is not open any more, so nothing was changed.")


class TieClosed(NetworkError):
    code = "tie_closed"
    message = _("This tie is not open any more, so nothing was changed.")


class NotYours(NetworkError):
    code = "not_yours"
    message = _("Only the person concerned can do this.")


class CannotRefer(NetworkError):
    code = "cannot_refer"
    message = _("Name a colleague here other than yourself and the person who asks.")


class UndoTooLate(NetworkError):
    code = "undo_too_late"
    message = _("An ending can be taken back on the same day, by the one who ended the tie.")


class AgreementClosed(NetworkError):
    code = "agreement_closed"
    message = _("There is a newer proposal. Look at that one.")


class NoOmbuds(NetworkError):
    code = "no_ombuds"
    message = _(
        "No ombuds here is outside the lines of supervision of the people involved, so nothing was "
        "sent. Use your institution's other ways to report."
    )


class WrongCode(NetworkError):
    code = "wrong_code"
    message = _("No concern has this code. Look at each letter; capitals make no difference.")


class ConcernClosed(NetworkError):
    code = "concern_closed"
    message = _("This conversation is closed. Write a new one.")


class NotInGroup(NetworkError):
    code = "not_in_group"
    message = _("Only members of the group can do this.")


class AuthorshipNotAgreed(NetworkError):
    code = "authorship_not_agreed"
    message = _(
        "Write down first, with the group, who becomes an author and in which order; everybody "
        "in it has to agree."
    )


class GroupTooSmall(NetworkError):
    code = "group_too_small"
    message = _("A group needs at least two members beside the one who facilitates it.")


class ChiefInGroup(NetworkError):
    """Somebody would sit in a group with one who leads them in the line of supervision."""

    code = "chief_in_group"


class TakesNoPart(NetworkError):
    code = "takes_no_part"
    message = _("Choose people of your institution who are here now.")
