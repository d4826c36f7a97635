"""The map as pages show it, and where its empty places lead."""

from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from networks.invitations.models import Invitation
from networks.map.domain.layout import layout
from networks.map.domain.network import Coverage
from networks.map.domain.reading import NetworkReading


def gap_url(role: str | None, area: str | None) -> str:
    """Return the page of people who could fill a role or an area."""
    kind, value = ("role", role) if role else ("area", area)
    return reverse("networks:gap", args=[kind, value])


def assessment_url() -> str:
    """Return the self-assessment's page; an installation without one leads to people."""
    try:
        return reverse("profiles:self_assessment")
    except NoReverseMatch:
        return reverse("networks:people")


def draw(
    reading: NetworkReading, coverage: Coverage, *, asked: Sequence[Invitation] = ()
) -> dict[str, Any]:
    """Return the two drawings of the map, wide and compact; *asked* are open requests."""
    ties = reading.map_ties(
        lambda tie: tie.get_absolute_url(),
        lambda peer: reverse("networks:group_peer", args=[peer.member.pk]),
        asked,
        lambda one: reverse("networks:invitation", args=[one.pk]),
    )
    empty = {role: gap_url(role, None) for role in coverage.empty_roles}
    return {
        "layout": layout(ties, empty_roles=empty),
        "compact_layout": layout(ties, empty_roles=empty, compact=True),
    }
