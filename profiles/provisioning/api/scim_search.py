"""Lists and searches of SCIM 2.0 (RFC 7644, 3.4.2 and 3.4.3), of one kind of resource or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import DataError, transaction
from django.db.models import F, QuerySet
from scim2_models import Context, SearchRequest

from profiles.models import Institution
from profiles.provisioning.api.scim_doors import Door, Wanted
from profiles.provisioning.api.scim_view import wanted_in
from profiles.provisioning.domain.scim_filters import condition, order
from profiles.provisioning.domain.scim_resources import MESSAGES, ScimError, read

USUAL_RESULTS = 100
MOST_RESULTS = 200
FURTHEST = 10_000_000


@dataclass(frozen=True)
class Query:
    """What is asked for, wherever it was said."""

    filter: str
    sort_by: str
    descending: bool
    start: int
    count: int
    wanted: Wanted


def query_of(said: Mapping[str, Any], doors: Sequence[Door]) -> Query:
    """Return what the parameters *said* ask for; raise ScimError."""
    direction = str(said.get("sortOrder") or "ascending").lower()
    if direction not in ("ascending", "descending"):
        raise ScimError("sortOrder is ascending or descending.")
    return Query(
        filter=str(said.get("filter") or ""),
        sort_by=str(said.get("sortBy") or ""),
        descending=direction == "descending",
        start=max(_number(said, "startIndex", 1), 1),
        count=min(max(_number(said, "count", USUAL_RESULTS), 0), MOST_RESULTS),
        wanted=wanted_in(said, _models(doors)),
    )


def query_in(body: Any, doors: Sequence[Door]) -> Query:
    """Return what the body of a `.search` asks for; raise ScimError."""
    said = read(SearchRequest, body, Context.SEARCH_REQUEST)  # type: ignore[type-var]
    plain = said.model_dump(scim_ctx=Context.SEARCH_REQUEST)
    return query_of(plain, doors)


def answer(institution: Institution, query: Query, doors: Sequence[Door]) -> dict[str, Any]:
    """Return the page of a list that *query* asks for. Raises ScimError."""
    if query.sort_by and len(doors) > 1:
        raise ScimError(
            "Sort one kind of resource at a time: /Users/.search or /Groups/.search.",
            status=501,
            scim_type="",
        )
    models, total, found = _models(doors), 0, list[dict[str, Any]]()
    skip = query.start - 1
    for door in doors:
        rows = _sorted(door, _filtered(door, query.filter, institution, models), query, institution)
        here = rows.count()
        room = query.count - len(found)
        if room > 0 and skip < here:
            page = list(rows[skip : skip + room])
            found += door.listed(institution, page, query.wanted)
        skip = max(skip - here, 0)
        total += here
    return {
        "schemas": [f"{MESSAGES}:ListResponse"],
        "totalResults": total,
        "startIndex": query.start,
        "itemsPerPage": len(found),
        "Resources": found,
    }


def _models(doors: Sequence[Door]) -> Any:
    return reduce(or_, (door.model for door in doors))


def _filtered(door: Door, text: str, institution: Institution, models: Any) -> QuerySet[Any]:
    rows = door.rows(institution)
    if not text:
        return rows
    keys = door.asked(institution, text)
    if keys is not None:
        return rows.filter(pk__in=keys)
    found = rows.filter(condition(text, models, door.model, door.columns(institution)))
    try:
        with transaction.atomic():
            found.exists()
    except (DataError, ValueError) as error:
        raise ScimError(f"“{text[:100]}” can't be asked.", scim_type="invalidFilter") from error
    return found


def _sorted(
    door: Door, rows: QuerySet[Any], query: Query, institution: Institution
) -> QuerySet[Any]:
    if not query.sort_by:
        return rows
    by = order(query.sort_by, door.model, door.columns(institution)).order()
    if query.descending:
        return rows.order_by(by.desc(nulls_first=True), F("id").asc())
    return rows.order_by(by.asc(nulls_last=True), F("id").asc())


def _number(said: Mapping[str, Any], name: str, default: int) -> int:
    text = said.get(name)
    try:
        return default if text is None or text == "" else max(min(int(text), FURTHEST), -1)
    except (TypeError, ValueError):
        raise ScimError(f"{name} is a number.") from None
