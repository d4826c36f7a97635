"""What programs refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class ProgramNotReady(MatchingError):
    code = "program_not_ready"


class ProgramNameTaken(MatchingError):
    code = "program_name_taken"
    message = _("Another program that isn’t closed has this name. Choose a different name.")


class WrongState(MatchingError):
    code = "wrong_state"
    message = _(
        "The program changed while you had this page open, so nothing was saved. Reload the "
        "page and try again."
    )


class WrongKind(MatchingError):
    code = "wrong_kind"
    message = _("This kind of program doesn’t have that step.")


class ProgramOver(MatchingError):
    code = "program_over"
    message = _("This program has ended, so nothing new can start in it.")


class EnrollmentClosed(MatchingError):
    code = "enrollment_closed"
    message = _("This program isn’t open for enrollment now.")


class NotEligible(MatchingError):
    code = "not_eligible"


class NotEnrolled(MatchingError):
    code = "not_enrolled"
    message = _("This person is no longer enrolled.")


class ProgramFull(MatchingError):
    code = "program_full"
    message = _("This program is full. Ask its director about a wait list.")


class DatesMoved(MatchingError):
    code = "dates_moved"
    message = _("The dates changed after you opened this page. Check them again, then answer.")


class ConfirmationOver(MatchingError):
    code = "confirmation_over"
    message = _("There is nothing left to confirm. This person no longer takes part.")


class TooManyChiefs(MatchingError):
    code = "too_many_chiefs"
    message = _("You already asked five people. Contact the director of the program for help.")
