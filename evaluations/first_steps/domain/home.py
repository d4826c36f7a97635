"""What the home page shows first: the three questions, until they are done or skipped."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.first_steps.models import FirstSteps
from networks.home.domain.to_dos import NextStep
from profiles.models import Membership


def first_task(member: Membership, *, is_new: bool) -> NextStep | None:
    """Return the questions for someone who has begun them, or who has nothing yet. One query."""
    steps = FirstSteps.objects.filter(member=member).values_list("state", flat=True).first()
    if steps is None and not is_new:
        return None
    if steps in (FirstSteps.State.DONE, FirstSteps.State.SKIPPED):
        return None
    return NextStep(
        title=_("Three questions to start") if steps is None else _("Finish your three questions"),
        why=_(
            "Your goals, the help you want, and who helps already. It takes under three minutes."
        ),
        url=reverse("evaluations:first_steps"),
        label=_("Start") if steps is None else _("Continue"),
    )
