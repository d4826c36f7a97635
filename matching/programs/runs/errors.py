"""What runs and their publication refuse, in words for the person."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.engine.errors import BadWeights, EmptySide, EngineError
from matching.errors import MatchingError


class RunClosed(MatchingError):
    code = "run_closed"
    message = _("You can no longer change this run.")


class BeingPublished(RunClosed):
    """Nothing of it may change while a worker makes it real."""

    message = _("This run is being published. Wait for the result.")


class RunForgotten(RunClosed):
    """What it was given has been deleted."""

    code = "run_forgotten"
    message = _(
        "The data for this run was deleted a year after the program ended, so it can’t be "
        "run again."
    )


class RunNotDone(MatchingError):
    code = "run_not_done"
    message = _("This run has no results to publish.")


class PublicationOver(MatchingError):
    code = "publication_over"
    message = _("It is already published, so it can’t be canceled.")


def engine_words(error: EngineError) -> str:
    """Return why the engine refused what it was given, in the reader's language."""
    if isinstance(error, EmptySide):
        if error.offender == "mentors":
            return gettext("There are no mentors to match.")
        return gettext("There are no mentees to match.")
    if isinstance(error, BadWeights):
        return gettext("Each weight must be 0 or more, and at least one must be above 0.")
    return gettext("Matching stopped because of a problem in the data: %(problem)s") % {
        "problem": error
    }
