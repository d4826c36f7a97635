"""What the world of the access matrix holds of what comes before, in and after a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evaluations.models import (
    AnonymousReflection,
    GroupMessage,
    HalfwayReview,
    PreparationTick,
    Reflection,
    SessionPlan,
)
from evaluations.sessions.preparation.domain import items_of

if TYPE_CHECKING:
    from tests.contract.world import World

TO_PREPARE = "Read the paper"


def add_reflecting(world: World) -> None:
    """Something to prepare for the session, what was said about it and to the group."""
    session, plan = world.rows["session"], world.rows["plan"]
    here = {"institution": session.institution}
    SessionPlan.objects.filter(pk=plan.pk).update(preparation=TO_PREPARE)
    PreparationTick.objects.create(
        plan=plan, member=world.rows["bystander"], item=items_of(TO_PREPARE)[0].key, **here
    )
    HalfwayReview.objects.create(group=session.group, meeting=session, **here)
    Reflection.objects.create(
        meeting=session,
        author=world.rows["bystander"],
        audience="facilitator",
        hindered="The heat",
        written_at=timezone.now(),
        **here,
    )
    AnonymousReflection.objects.create(
        program=world.rows["program"], question="helped", text="The rounds", **here
    )
    GroupMessage.objects.create(
        group=session.group,
        author=world.members["facilitator"],
        subject="Next time",
        text="Bring a draft",
        sent_to=2,
        sent_at=timezone.now(),
        **here,
    )
