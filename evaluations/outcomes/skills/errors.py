"""What ratings of skills refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class SkillRated(EvaluationError):
    code = "skill_rated"
    message = _("Someone has already rated this skill, so you cannot remove it.")


class RatingClosed(EvaluationError):
    code = "rating_closed"
    message = _("Ratings are not open now. Nothing was changed.")
