"""The pages of how a program ends and of a group's piece of work, by the role that opens them."""

from __future__ import annotations

from django.urls import reverse

from tests.contract.world import World


def endings_pages(world: World) -> dict[str, list[str]]:
    """What anyone, the protégé and the director see."""
    rows = world.rows
    of_group = ("work", "work_edit", "work_end", "group_paper")
    of_program = ("cohort", "alumni")
    return {
        "anonymous": [reverse("evaluations:certificate_check")],
        "protege": [
            reverse("evaluations:ending", args=[rows["completion"].pk]),
            *(reverse(f"evaluations:{name}", args=[rows["work_group"].pk]) for name in of_group),
        ],
        "director": [
            *(
                reverse(f"evaluations:{name}", args=[rows["ended_program"].pk])
                for name in of_program
            ),
            reverse("evaluations:plan_ending", args=[rows["group_program"].pk]),
        ],
    }
