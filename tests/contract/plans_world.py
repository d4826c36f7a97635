"""The world's rows for plans, writing projects and skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluations.domain.development_plan import own_plan, save_plan_part, submit_plan
from evaluations.domain.plan_parts import PLAN_PARTS, make_entry
from evaluations.domain.plan_sharing import comment_on_plan, share_plan

if TYPE_CHECKING:
    from tests.contract.world import World


def add_plans(world: World) -> None:
    """The protégé's plan, shared with the group, with a word of the facilitator's."""
    group = world.rows["group"]
    save_plan_part(
        own_plan(world.protege),
        part=PLAN_PARTS[0],
        entries=[make_entry("0" * 32, "Curiosity")],
        revision=0,
    )
    submit_plan(world.protege)
    share_plan(world.protege, group)
    world.rows["plan_comment"] = comment_on_plan(
        group, owner=world.protege.pk, by=world.members["facilitator"], text="Which one first?"
    )
