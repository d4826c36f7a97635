"""The pages of surveys and instruments, by the role that opens them."""

from __future__ import annotations

from django.urls import reverse

from tests.contract.world import World


def surveys_pages(world: World) -> dict[str, list[str]]:
    """What the protégé and the director see."""
    rows = world.rows
    lists = ("directing_surveys", "survey_new", "instruments", "instrument_new")
    return {
        "protege": [
            reverse("evaluations:surveys"),
            reverse("evaluations:survey", args=[rows["response"].pk]),
        ],
        "director": [
            *(reverse(f"evaluations:{name}") for name in lists),
            reverse("evaluations:directing_survey", args=[rows["survey"].pk]),
            reverse("evaluations:directing_survey", args=[rows["planned_survey"].pk]),
            reverse("evaluations:directing_survey", args=[rows["counted_survey"].pk]),
            reverse("evaluations:instrument_built_in", args=["year"]),
            reverse("evaluations:instrument", args=[rows["instrument"].pk]),
        ],
    }
