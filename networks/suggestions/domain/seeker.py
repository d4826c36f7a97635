"""Who looks for someone: their needs, words and present network, in three queries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from networks.relationships.models import Tie
from networks.suggestions.domain.scoring import Seeker, Want
from networks.suggestions.domain.units import UnitTree
from profiles.models import Goal, Membership, Need

# More words make the search slower and its answer no better.
TERMS_READ = 20
GOALS_READ = 12
GOAL_WORDS_READ = 40


@dataclass(frozen=True)
class Words:
    """What a person writes of their work, as two queries for `websearch_to_tsquery`."""

    terms: str
    term_count: int
    goals: str
    goal_count: int


def seeker_of(member: Membership, *, units: UnitTree) -> tuple[Seeker, Words]:
    """Return the person as suggestions see them, and the words to look for."""
    own = (
        Membership.objects.filter(pk=member.pk)
        .annotate(
            goal_texts=ArraySubquery(
                Goal.objects.filter(member=OuterRef("pk"))
                .order_by("horizon", "position", "created_at")
                .values("text")[:GOALS_READ]
            )
        )
        .values("goal_texts", "offer__modes", "offer__expertise")
        .get()
    )
    needs = list(Need.objects.filter(member=member).values_list("area", "role", "priority", "note"))
    ties = list(
        Tie.objects.filter(protege=member)
        .active()
        .values_list("roles", "mentor__unit_id", "mentor_id")
    )
    expertise = [member.specialty, *member.expertise, *(own["offer__expertise"] or [])]
    seeker = Seeker(
        rank=member.rank,
        unit_path=units.path(member.unit_id),
        expertise=frozenset(term for term in expertise if term),
        modes=frozenset(own["offer__modes"] or []),
        utc_offset=utc_offset(member.zone.key),
        wants=tuple(Want(area, role, priority) for area, role, priority, _ in needs),
        filled_roles=frozenset(role for roles, _, _ in ties for role in roles),
        network_paths=tuple(units.path(unit) for _, unit, mentor in ties if mentor),
    )
    return seeker, _words(expertise, [*own["goal_texts"], *(note for *_, note in needs)])


def _words(expertise: list[str], texts: list[str]) -> Words:
    phrases = list(dict.fromkeys(re.sub(r"[^\w\s]+", " ", term).strip() for term in expertise))
    terms = [f'"{phrase}"' for phrase in phrases if phrase][:TERMS_READ]
    long_words = re.findall(r"[^\W\d_]{4,40}", " ".join(texts).casefold())
    goals = list(dict.fromkeys(long_words))[:GOAL_WORDS_READ]
    return Words(" or ".join(terms), len(terms), " or ".join(goals), len(goals))


def utc_offset(zone: str, *, at: datetime | None = None) -> float:
    """Hours that *zone* is ahead of UTC now (or *at* another moment)."""
    moment = at or timezone.now()
    return _offset(zone, moment.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _offset(zone: str, moment: datetime) -> float:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0
