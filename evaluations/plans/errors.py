"""What development plans refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class NothingPlanned(EvaluationError):
    code = "nothing_planned"
    message = _("Your plan is empty. Write something in any part first.")


class NothingSubmitted(EvaluationError):
    code = "nothing_submitted"
    message = _("Save a dated version first. That is what the group reads.")


class PlanNotShared(EvaluationError):
    code = "plan_not_shared"
    message = _("This plan is no longer shared with the group.")
