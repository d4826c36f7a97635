"""What sessions of groups refuse, in words for the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class SessionEditedMeanwhile(EvaluationError):
    """Another who facilitates has saved other words in the same fields; nothing was overwritten.

    `theirs` has what stands in those fields, by name; `seen` are the marks to save again with.
    """

    code = "session_edited_meanwhile"
    message = _(
        "Somebody else has changed this session since you opened it. What they wrote stands below "
        "your text: put the two together and save again."
    )

    def __init__(self, theirs: dict[str, Any], seen: str) -> None:
        self.theirs, self.seen = theirs, seen
        super().__init__()


class CalendarChanged(EvaluationError):
    code = "calendar_changed"
    message = _(
        "The sessions have changed since you looked, so nothing was moved. Look at the dates again."
    )


class NothingToTime(EvaluationError):
    code = "nothing_to_time"
    message = _("This session has no such part. It was changed meanwhile.")
