"""The queries of all kinds as SQL, built once in a process and filled with the values of each reader.

Why: for the seventeen kinds of a director, Django takes 50 to 60 ms of the processor to build the
queries, three times what a plain page takes in all; to fill what was built takes less than 1 ms. If
Django or the kinds get that quick, `query_of` becomes `as_sql(kind.find(member))`, and all else here goes.

How, in three steps:

1. `_stand_in` is a member who exists nowhere, whose keys, time zones and day occur nowhere else: marks.
2. `_prepared` lets a kind build its query for the stand-in and keeps its text and its values, among them
   the marks. That is done once: the text is the same for every reader.
3. `_filled` gives the text with the values of one reader: each mark is replaced by what is theirs, a day
   counted from the marked one by that day counted from today.

Nothing that was read is kept: the database is asked each time who may see what. A kind therefore reads
nothing of its member but keys, days and time zones, and says "now" by `Now`. For whom the text would
be another one (`_is_usual`), it is built plainly. A test holds that a reader gets exactly what would
have been built for them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from mentornet.pages.attention import Kind, Sql, as_sql, shared_by
from profiles.models import Institution, Membership, User

MARKED_DAY = date(1801, 1, 1)
MARKED_FOR = timedelta(days=3_650)
"""How far from the marked day a day that is counted from it can be."""
ZONE_HERE, ZONE_OF_READER = "Antarctica/Vostok", "Antarctica/Troll"


def query_of(kind: Kind, member: Membership) -> Sql:
    """Return the query of *kind* for *member*. Raise EmptyResultSet where it can find nothing."""
    if not _is_usual(member):
        return as_sql(kind.find(member))
    return _filled(_prepared(kind), member)


def shared_of(member: Membership, sql: str) -> Sql:
    """Return the rows that *sql*, made of queries of `query_of`, shares, for its WITH."""
    if not _is_usual(member):
        return shared_by(member, sql)
    return _filled(_prepared_shared(sql), member)


def _is_usual(member: Membership) -> bool:
    """Return whether the text is that of every reader: what is closed to a session adds to it."""
    user = member.user
    return not (user.closed_roles or user.barred_institutions or user.is_superuser)


@cache
def _prepared(kind: Kind) -> Sql:
    with timezone.override(ZONE_OF_READER):
        return as_sql(kind.find(_stand_in()))


@lru_cache(maxsize=100)
def _prepared_shared(sql: str) -> Sql:
    with timezone.override(ZONE_OF_READER):
        return shared_by(_stand_in(), sql)


@cache
def _stand_in() -> Membership:
    here = Institution(pk=uuid4(), time_zone=ZONE_HERE)
    here.local_date = lambda now=None: MARKED_DAY  # type: ignore[method-assign, misc]
    member = Membership(pk=uuid4(), institution=here, user=User(pk=uuid4()))
    member.user.current_membership = member
    return member


def _filled(prepared: Sql, member: Membership) -> Sql:
    marked, today = _stand_in(), member.institution.local_date()
    theirs: dict[Any, Any] = {
        marked.pk: member.pk,
        marked.user_id: member.user_id,
        marked.institution_id: member.institution_id,
        ZONE_HERE: str(member.institution.zone),
        ZONE_OF_READER: timezone.get_current_timezone_name(),
    }

    def value(param: Any) -> Any:
        if isinstance(param, UUID | str):
            return theirs.get(param, param)
        if isinstance(param, date) and not isinstance(param, datetime):
            away = param - MARKED_DAY
            return today + away if abs(away) < MARKED_FOR else param
        return param

    return Sql(prepared.sql, tuple(value(one) for one in prepared.params))
