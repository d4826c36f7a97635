"""What the rules of programs refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class MatchingError(DomainError):
    """A refusal that has to do with programs, enrolments or runs."""


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


class AlreadyPaired(MatchingError):
    code = "already_paired"
    message = _("This person has a pair already. End that tie first.")


class TooManyChoices(MatchingError):
    code = "too_many_choices"


class RunClosed(MatchingError):
    code = "run_closed"
    message = _("This run is not open to changes any more.")


class BeingPublished(RunClosed):
    """Nothing of it may change while a worker makes it real."""

    message = _("This run is being published. Wait for the result.")


class RunForgotten(RunClosed):
    """What it was given has been deleted."""

    code = "run_forgotten"
    message = _(
        "What this run was given was deleted a year after the program, so it cannot be made again."
    )


class RunNotDone(MatchingError):
    code = "run_not_done"
    message = _("This run has no result to publish.")


class PairImpossible(MatchingError):
    code = "pair_impossible"


class NobodyToMatch(MatchingError):
    code = "nobody_to_match"
    message = _("There must be one protégé without a pair and one mentor with a free place.")


class NobodyToGroup(MatchingError):
    code = "nobody_to_group"
    message = _("There must be at least two enrolled members who have no group yet.")


class MoveImpossible(MatchingError):
    """Somebody cannot be put there, by anybody's hand."""

    code = "move_impossible"


class GroupImpossible(MatchingError):
    code = "group_impossible"


class NoRoomInGroup(MatchingError):
    code = "no_room_in_group"
    message = _("This group can’t take anyone in at the moment. Choose another one.")


class PlaceAnswered(MatchingError):
    code = "place_answered"
    message = _("This request isn’t waiting for an answer any more.")


class RulesBroken(MatchingError):
    code = "rules_broken"
    message = _("Some rules are broken. Look at them, and say that you mean it.")


class NothingToUndo(MatchingError):
    code = "nothing_to_undo"
    message = _("There is nothing left to undo.")


class PublicationOver(MatchingError):
    code = "publication_over"
    message = _("There is nothing to cancel: it is published already.")


class RunCancelled(MatchingError):
    code = "run_cancelled"
    message = _("The run was cancelled.")


class NotOfTeam(MatchingError):
    code = "not_of_team"
    message = _("This is not yours to change.")


class HasPrimary(MatchingError):
    code = "has_primary"
    message = _(
        "The team has a primary mentor already, or somebody is asked. Take them out first, or ask "
        "for the committee."
    )


class AlreadyOnTeam(MatchingError):
    code = "already_on_team"
    message = _("This person is in the team already.")


class AskedBefore(MatchingError):
    code = "asked_before"
    message = _(
        "This person has said that they cannot, and is not asked twice. Speak with them: if that "
        "changes, they can still say yes to the request they have."
    )


class RequestClosed(MatchingError):
    code = "request_closed"
    message = _("This request is not open any more.")


class PlanChanged(MatchingError):
    """Somebody else's version, or one's own in another tab, was saved in between."""

    code = "plan_changed"
    message = _(
        "The plan was saved in another window meanwhile. What you wrote is still here: compare, "
        "then save again."
    )


class MappingIncomplete(MatchingError):
    """The columns of a sheet do not say enough; the message lists what is missing."""

    code = "mapping_incomplete"


class SheetHasErrors(MatchingError):
    code = "sheet_has_errors"
    message = _("Some rows cannot be used. Mend them in the file and upload it again.")


class DatesMoved(MatchingError):
    code = "dates_moved"
    message = _("The dates have changed since you opened this page. Read them again, then answer.")


class ConfirmationOver(MatchingError):
    code = "confirmation_over"
    message = _("There is nothing left to confirm: this person no longer takes part.")


class TooManyChiefs(MatchingError):
    code = "too_many_chiefs"
    message = _("Five people were asked already. Ask the director of the program for help.")
