"""What runs and their publication refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


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


class PublicationOver(MatchingError):
    code = "publication_over"
    message = _("There is nothing to cancel: it is published already.")
