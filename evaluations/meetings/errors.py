"""What meetings refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class NotYourTie(EvaluationError):
    code = "not_your_tie"
    message = _("Only the two people in this relationship can do this.")


class TieOver(EvaluationError):
    code = "tie_over"
    message = _("This relationship has ended, so nothing was scheduled.")


class NotLeading(EvaluationError):
    code = "not_leading"
    message = _("Only the group’s facilitator can do this.")


class MeetingClosed(EvaluationError):
    code = "meeting_closed"
    message = _("This meeting can no longer be changed this way. Nothing was changed.")


class TooLate(EvaluationError):
    code = "too_late"
    message = _(
        "It is too late to undo this. The email has gone out, or someone has changed the meeting. "
        "Cancel or reschedule the meeting instead."
    )


class TimeNotOffered(EvaluationError):
    code = "time_not_offered"
    message = _("This time was not suggested. Choose one of the suggested times.")


class EditedMeanwhile(EvaluationError):
    """The other side has saved another text since the page was opened; nothing was overwritten."""

    code = "edited_meanwhile"
    message = _(
        "Someone else changed this text after you opened it. Their version is shown below yours. "
        "Combine the two and save again."
    )

    def __init__(self, theirs: str, revision: int) -> None:
        self.theirs, self.revision = theirs, revision
        super().__init__()


class LinkOver(EvaluationError):
    code = "link_over"
    message = _("This link no longer works. Sign in to answer.")
