"""What programs refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class ProgramNotReady(MatchingError):
    code = "program_not_ready"


class WrongState(MatchingError):
    code = "wrong_state"
    message = _("The program has moved on meanwhile, so nothing was changed. Look again.")


class WrongKind(MatchingError):
    code = "wrong_kind"
    message = _("Programs of this kind have no such step.")


class ProgramOver(MatchingError):
    code = "program_over"
    message = _("This program has ended, so nothing new begins in it.")


class EnrollmentClosed(MatchingError):
    code = "enrollment_closed"
    message = _("This program does not take enrolments at the moment.")


class NotEligible(MatchingError):
    code = "not_eligible"


class NotEnrolled(MatchingError):
    code = "not_enrolled"
    message = _("This person is not enrolled any more.")


class ProgramFull(MatchingError):
    code = "program_full"
    message = _("The program has no place left. Ask its director for the waiting list.")


class DatesMoved(MatchingError):
    code = "dates_moved"
    message = _("The dates have changed since you opened this page. Read them again, then answer.")


class ConfirmationOver(MatchingError):
    code = "confirmation_over"
    message = _("There is nothing left to confirm: this person no longer takes part.")


class TooManyChiefs(MatchingError):
    code = "too_many_chiefs"
    message = _("Five people were asked already. Ask the director of the program for help.")
