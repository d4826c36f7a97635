"""What development plans refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class NothingPlanned(EvaluationError):
    code = "nothing_planned"
    message = _("There is nothing in your plan yet. Write something in any part first.")


class NothingSubmitted(EvaluationError):
    code = "nothing_submitted"
    message = _("Keep a dated version first: that is what the group reads.")


class PlanNotShared(EvaluationError):
    code = "plan_not_shared"
    message = _("This plan is not shared with the group any more.")
