"""The directory of colleagues: by name or words, and by what they offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.db.models.functions import Coalesce

from networks.relationships.domain.queries.colleagues import colleagues, words_query
from networks.relationships.models import Tie
from profiles.models import Institution, Membership
from profiles.own_words import AREA, RANK
from profiles.people.names.domain import named
from profiles.vocabulary import having


class PeopleFound(Sequence[Membership]):
    """People in an order that is known of all by key; a page of them is read when it is asked for."""

    def __init__(self, people: QuerySet[Membership], keys: list[UUID]) -> None:
        self.people, self.keys = people, keys

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, part: int) -> Membership: ...
    @overload
    def __getitem__(self, part: slice) -> list[Membership]: ...
    def __getitem__(self, part: int | slice) -> Membership | list[Membership]:
        if isinstance(part, int):
            return self.people.get(pk=self.keys[part])
        wanted = self.keys[part]
        there = self.people.in_bulk(wanted)
        return [there[key] for key in wanted if key in there]


def carried_count() -> Coalesce:
    """Return how many people a member mentors now, as an expression on members."""
    carried = (
        Tie.objects.carried()
        .filter(mentor=OuterRef("pk"))
        .order_by()
        .values("mentor")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(carried.values("number"), output_field=IntegerField()), 0)


def search_people(
    member: Membership,
    *,
    q: str = "",
    units: list[UUID] | None = None,
    rank: str = "",
    role: str = "",
    area: str = "",
    room: bool = False,
) -> QuerySet[Membership] | PeopleFound:
    """Colleagues who meet all of it; where there are words those of that name first, else by name.

    Names are found by their folded words (profiles/people/names/), whatever accents are typed. Words
    alone are looked up by the database's own index as well (see PEOPLE_FOUND in profiles/sql.py); with
    a filter beside them they are tried on those whom row-level security lets through.
    """
    people = colleagues(member)
    query = words_query(q)
    if query is None and q.strip():
        return people.none()
    if query is not None and not (units is not None or rank or role or area or room):
        by_name = named(people, q, institution=member.institution_id)
        keys = list(by_name.order_by("sort_key", "pk").values_list("pk", flat=True))
        others = _found(member.institution_id, query)
        return PeopleFound(people, list(dict.fromkeys([*keys, *others])))
    if units is not None:
        people = people.filter(unit__in=units)
    if rank:
        people = people.filter(**having(RANK, rank))
    if role or area or room:
        people = people.filter(offer__paused=False)
    if role:
        people = people.filter(offer__roles__contains=[role])
    if area:
        people = people.filter(**having(AREA, area, member="offer__"))
    if room:
        people = people.annotate(carried=carried_count()).filter(offer__capacity__gt=F("carried"))
    if query is None:
        return people
    by_name = named(Membership.objects.current(), q, institution=member.institution_id)
    return (
        people.filter(Q(search=query) | Q(pk__in=by_name.order_by().values("pk")))
        .annotate(match=SearchRank(F("search"), query))
        .order_by("-match", "sort_key", "id")
    )


def _found(institution: UUID, query: SearchQuery) -> list[UUID]:
    """The keys of all whom *query* finds, in order. One statement; a page of them is one more."""
    keys = Func(query, function="mentornet_people_found", output_field=UUIDField())
    keys.set_returning = True
    return list(Institution.objects.filter(pk=institution).values_list(keys, flat=True))


def room_left(people: list[Membership]) -> dict[UUID, int]:
    """Places free by member, for those with an offer that is not paused: one query."""
    offering = [one for one in people if hasattr(one, "offer") and not one.offer.paused]
    counts = dict(
        Tie.objects.carried()
        .filter(mentor__in=[one.pk for one in offering])
        .order_by()
        .values_list("mentor")
        .annotate(Count("pk"))
    )
    return {one.pk: max(0, one.offer.capacity - counts.get(one.pk, 0)) for one in offering}
