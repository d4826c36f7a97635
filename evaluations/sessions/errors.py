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
        "Someone else changed this session after you opened it. Their text is below yours. Combine "
        "the two and save again."
    )

    def __init__(self, theirs: dict[str, Any], seen: str) -> None:
        self.theirs, self.seen = theirs, seen
        super().__init__()


class CalendarChanged(EvaluationError):
    code = "calendar_changed"
    message = _(
        "The sessions changed while you were looking, so nothing was moved. Check the dates again."
    )


class NothingToTime(EvaluationError):
    code = "nothing_to_time"
    message = _("This agenda item no longer exists. The session was changed.")
