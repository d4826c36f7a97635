"""What is refused of an uploaded file, in words for the person."""

from __future__ import annotations

from evaluations.errors import EvaluationError


class FileRefused(EvaluationError):
    """An uploaded file that is not taken in; the message says why, for its field."""

    code = "file_refused"
