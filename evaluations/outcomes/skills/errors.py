"""What ratings of skills refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class SkillRated(EvaluationError):
    code = "skill_rated"
    message = _("Somebody has rated this skill already, so it stays.")


class RatingClosed(EvaluationError):
    code = "rating_closed"
    message = _("This cannot be rated now, so nothing was changed.")
