"""What several neighborhoods refuse, in words for the person; each has its own errors beside this."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class EvaluationError(DomainError):
    """A refusal of this app; its message is for the person who asked."""


class TooMany(EvaluationError):
    code = "too_many"


class NothingSaid(EvaluationError):
    code = "nothing_said"
    message = _("Write something or choose an answer.")
