"""What meetings refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class NotYourTie(EvaluationError):
    code = "not_your_tie"
    message = _("Only the two people of the tie can do this.")


class TieOver(EvaluationError):
    code = "tie_over"
    message = _("This tie has ended meanwhile, so nothing was planned.")


class NotLeading(EvaluationError):
    code = "not_leading"
    message = _("The one who facilitates the group does this.")


class MeetingClosed(EvaluationError):
    code = "meeting_closed"
    message = _("This meeting is not open to that any more, so nothing was changed.")


class TooLate(EvaluationError):
    code = "too_late"
    message = _(
        "It is too late to undo this: the email is on its way, or someone has changed the meeting since. "
        "Cancel or move the meeting instead."
    )


class TimeNotOffered(EvaluationError):
    code = "time_not_offered"
    message = _("This time is not among those that were offered. Choose one of them.")


class EditedMeanwhile(EvaluationError):
    """The other side has saved another text since the page was opened; nothing was overwritten."""

    code = "edited_meanwhile"
    message = _(
        "The other side has changed this text since you opened it. Theirs stands below yours: put "
        "the two together and save again."
    )

    def __init__(self, theirs: str, revision: int) -> None:
        self.theirs, self.revision = theirs, revision
        super().__init__()


class LinkOver(EvaluationError):
    code = "link_over"
    message = _("This link has ended. Sign in to say how it goes.")
