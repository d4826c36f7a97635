"""The pages of plans, writing projects and skills, by the role that opens them."""

from __future__ import annotations

from django.urls import reverse

from tests.contract.world import World


def plans_pages(world: World) -> dict[str, list[str]]:
    """What the protégé, who facilitates and the director see."""
    rows = world.rows
    group, project = rows["group"].pk, rows["project"].pk
    own = [
        reverse(f"evaluations:{name}")
        for name in ("development_plan", "plan_print", "plan_versions", "my_skills")
    ]
    return {
        "protege": [
            *own,
            reverse("evaluations:plan_part", args=["values"]),
            reverse("evaluations:plan_part", args=["targets"]),
            reverse("evaluations:plan_version", args=[1]),
            reverse("evaluations:group_plans", args=[group]),
            reverse("evaluations:group_plan", args=[group, world.protege.pk]),
            reverse("evaluations:group_projects", args=[group]),
            reverse("evaluations:project_new", args=[group]),
            reverse("evaluations:project", args=[project]),
            reverse("evaluations:author_order", args=[project]),
            reverse("evaluations:author_leave", args=[project]),
            reverse("evaluations:author", args=[rows["author"].pk]),
            reverse("evaluations:draft_readers", args=[rows["draft"].pk]),
            reverse("evaluations:session_skills", args=[rows["session"].pk]),
            reverse("networks:group_peer", args=[world.members["facilitator"].pk]),
        ],
        "facilitator": [
            reverse("evaluations:draft_review", args=[rows["review"].pk]),
            reverse("evaluations:session_skills", args=[rows["session"].pk]),
        ],
        "director": [reverse("evaluations:directing_group_skills", args=[group])],
    }
