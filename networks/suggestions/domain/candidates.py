"""Who could fill a gap: a bounded set found by PostgreSQL, then scored and explained in Python.

Three narrowing steps in one statement, so that a hundred thousand people cost no more than a
few milliseconds: (1) the offers that fit the gap, those that meet most other needs first;
(2) of these, likeness of words and distance in rank; (3) of the best, those who have room and
whom the person does not supervise. In a smaller institution the bounds cut no one off. Where
they leave too few, the same statement runs again without them, so "no one" is never a guess.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from networks.phrases import RANK_STEPS, ROLE_LABELS
from networks.suggestions.domain.ranking import Suggestion, rank_candidates
from networks.suggestions.domain.scoring import (
    BEHIND_DISTANCE,
    DISTANCE_WEIGHT,
    EXPERTISE_WEIGHT,
    STEPS_AHEAD,
    TEXT_HALF,
    Candidate,
    Gap,
    Seeker,
    steps_ahead,
)
from networks.suggestions.domain.seeker import Words, seeker_of, utc_offset
from networks.suggestions.domain.units import UnitTree, unit_tree
from profiles.models import Membership
from profiles.own_words import RANK, TRACK
from profiles.vocabulary import having

OFFERS_READ = 1500
TEXTS_READ = 400
PEOPLE_SCORED = 150
ENOUGH = 40
# What a word of a goal counts beside a term of expertise.
GOAL_WORD = 0.5
NEEDS_READ = 5


@dataclass(frozen=True)
class Filters:
    """How the person narrows the search by hand; empty strings and None for "any"."""

    unit: UUID | None = None
    rank: str = ""
    mode: str = ""
    track: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Scarcity:
    """How many people each rule leaves for a gap, in the order in which the rules apply."""

    offering: int
    not_paused: int
    with_room: int
    not_left_out: int
    filtered: int

    @property
    def reason(self) -> str:
        """Which rule leaves no one: a code that the page puts in words; empty if none does."""
        for code, left in (
            ("nobody_offers", self.offering),
            ("all_paused", self.not_paused),
            ("all_full", self.with_room),
            ("all_left_out", self.not_left_out),
            ("all_filtered", self.filtered),
        ):
            if left == 0:
                return code
        return ""


# Both ways for ties and invitations: one's own mentee is not proposed as one's mentor.
# The other side's "never bring us together" counts; its "do not suggest" is its own affair.
LEFT_OUT = """
WITH RECURSIVE above AS (
    SELECT supervisor_id AS id FROM profiles_membership WHERE id = %(member)s
    UNION
    SELECT m.supervisor_id FROM above JOIN profiles_membership m ON m.id = above.id
)
SELECT id FROM above WHERE id IS NOT NULL
UNION SELECT %(member)s::uuid
UNION SELECT id FROM profiles_membership WHERE supervisor_id = %(member)s
UNION SELECT other_id FROM networks_exclusion WHERE owner_id = %(member)s
UNION SELECT owner_id FROM networks_exclusion WHERE other_id = %(member)s AND reach = 'pair'
UNION SELECT mentor_id FROM networks_tie
    WHERE protege_id = %(member)s AND state IN ('unconfirmed', 'active') AND mentor_id IS NOT NULL
UNION SELECT protege_id FROM networks_tie
    WHERE mentor_id = %(member)s AND state IN ('unconfirmed', 'active')
UNION SELECT mentor_id FROM networks_invitation WHERE protege_id = %(member)s AND state = 'open'
UNION SELECT protege_id FROM networks_invitation WHERE mentor_id = %(member)s AND state = 'open'
"""

# LATERAL with OFFSET 0 keeps the planner at one look-up a person; left to itself it reads the
# whole table of members to join a few hundred of them.
PRELIMINARY = """
WITH RECURSIVE words AS MATERIALIZED (
    SELECT websearch_to_tsquery('english', %(terms)s) AS terms,
           websearch_to_tsquery('english', %(goals)s) AS goals
), offers AS MATERIALIZED (
    SELECT o.member_id, o.roles, o.areas, o.expertise, o.modes, o.capacity, o.rank_wish
    FROM profiles_mentoroffer o
    WHERE o.institution_id = %(institution)s AND NOT o.paused AND o.capacity > 0
      {offer_conditions}
      AND o.member_id <> ALL(%(left_out)s)
    ORDER BY {overlap} DESC, o.capacity DESC, o.member_id
    LIMIT %(offers_read)s
), people AS MATERIALIZED (
    SELECT o.*, m.*
    FROM offers o CROSS JOIN words w CROSS JOIN LATERAL (
        SELECT p.sort_key, p.rank, p.unit_id, p.user_id, p.supervisor_id,
               p.expertise AS own_expertise,
               ts_rank('{{0,0,1,0}}', p.search, w.terms) * %(term_count)s
               + ts_rank('{{0,0,1,0}}', p.search, w.goals) * %(goal_count)s AS text_rank
        FROM profiles_membership p
        WHERE p.id = o.member_id AND p.institution_id = %(institution)s AND p.end_date IS NULL
        OFFSET 0
    ) m
    ORDER BY %(expertise_weight)s * m.text_rank / (%(text_half)s + m.text_rank)
             + (%(steps)s::jsonb ->> m.rank)::float DESC, o.member_id
    LIMIT %(texts_read)s
), free AS MATERIALIZED (
    SELECT people.*, load.active
    FROM people CROSS JOIN LATERAL (
        SELECT count(*) AS active
        FROM networks_tie t JOIN profiles_membership p ON p.id = t.protege_id
        WHERE t.mentor_id = people.member_id AND t.state = 'active' AND p.end_date IS NULL
    ) load
    WHERE load.active < people.capacity
    LIMIT %(people_scored)s
), above AS (
    SELECT member_id, supervisor_id FROM free
    WHERE EXISTS (SELECT 1 FROM profiles_membership WHERE supervisor_id = %(member)s)
    UNION
    SELECT above.member_id, m.supervisor_id
    FROM above JOIN profiles_membership m ON m.id = above.supervisor_id
)
SELECT offered.read, free.member_id, sort_key, rank, unit_id, roles, areas,
       own_expertise || expertise, text_rank, modes, u.time_zone, capacity, active,
       (SELECT count(*) FROM networks_invitation i
        WHERE i.mentor_id = free.member_id AND i.state = 'open'), rank_wish
FROM (SELECT count(*) AS read FROM offers) offered
LEFT JOIN free
    ON free.member_id NOT IN (SELECT member_id FROM above WHERE supervisor_id = %(member)s)
LEFT JOIN profiles_user u ON u.id = free.user_id
"""

NARROWED_BY_PERSON = """
 AND o.member_id IN (
    SELECT m.id FROM profiles_membership m
    WHERE m.institution_id = %(institution)s AND m.end_date IS NULL {conditions}
)
"""

SCARCITY = """
WITH RECURSIVE offers AS (
    SELECT o.member_id, o.paused,
           o.capacity > (
               SELECT count(*)
               FROM networks_tie t JOIN profiles_membership p ON p.id = t.protege_id
               WHERE t.mentor_id = o.member_id AND t.state = 'active' AND p.end_date IS NULL
           ) AS free,
           o.member_id <> ALL(%(left_out)s) AS proposable,
           m.supervisor_id,
           true {offer_filters} AS filtered
    FROM profiles_mentoroffer o JOIN profiles_membership m ON m.id = o.member_id
    WHERE o.institution_id = %(institution)s AND m.end_date IS NULL {gap_conditions}
      AND o.member_id <> %(member)s
      AND NOT EXISTS (SELECT 1 FROM networks_exclusion e WHERE e.owner_id = o.member_id
                      AND e.other_id = %(member)s AND e.reach = 'pair')
), above AS (
    SELECT member_id, supervisor_id FROM offers
    WHERE EXISTS (SELECT 1 FROM profiles_membership WHERE supervisor_id = %(member)s)
    UNION
    SELECT above.member_id, m.supervisor_id
    FROM above JOIN profiles_membership m ON m.id = above.supervisor_id
), judged AS (
    SELECT paused, free, filtered, proposable AND member_id NOT IN (
        SELECT member_id FROM above WHERE supervisor_id = %(member)s
    ) AS proposable FROM offers
)
SELECT count(*),
       count(*) FILTER (WHERE NOT paused),
       count(*) FILTER (WHERE NOT paused AND free),
       count(*) FILTER (WHERE NOT paused AND free AND proposable),
       count(*) FILTER (WHERE NOT paused AND free AND proposable AND filtered)
FROM judged
"""


def candidates(
    member: Membership,
    *,
    role: str = "",
    area: str = "",
    filters: Filters | None = None,
    units: UnitTree | None = None,
) -> list[Suggestion]:
    """The people who could fill this gap for *member*, best first, at most `PEOPLE_SCORED`.

    Left out: the person, the line of supervision above them and the people they supervise,
    those excluded by either, paused and full offers, people who left, and those with whom
    there is an open tie or invitation already. Six queries, whatever the size of the place.
    """
    filters = filters or Filters()
    units = units or unit_tree(member.institution)
    seeker, words = seeker_of(member, units=units)
    if filters.mode:
        seeker = replace(seeker, modes=frozenset({filters.mode}))
    gap = Gap(role=role, area=area)
    parameters = _parameters(member, gap, filters, units)
    rows = _preliminary(seeker, words, gap, filters, parameters)
    return rank_candidates(
        seeker, gap, [_candidate(row, units, member.institution.time_zone) for row in rows]
    )


def scarcity(
    member: Membership,
    *,
    role: str = "",
    area: str = "",
    filters: Filters | None = None,
    units: UnitTree | None = None,
) -> Scarcity:
    """Count what each rule leaves, to tell the person why no one is found. Two queries or three.

    Someone who does not want to be brought together with *member* counts as not offering.
    """
    filters = filters or Filters()
    units = units or unit_tree(member.institution)
    gap = Gap(role=role, area=area)
    parameters = _parameters(member, gap, filters, units)
    statement = SCARCITY.format(
        gap_conditions=_gap_conditions(gap),
        offer_filters=_mode_condition(filters) + _person_conditions(filters),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return Scarcity(*cursor.fetchone())


def _preliminary(
    seeker: Seeker, words: Words, gap: Gap, filters: Filters, parameters: dict[str, Any]
) -> list[tuple[Any, ...]]:
    overlap, needed = _overlap(seeker, gap)
    statement = PRELIMINARY.format(
        offer_conditions=_gap_conditions(gap) + _narrowed(filters), overlap=overlap
    )
    parameters = parameters | needed | _text_parameters(seeker, words)
    bounds: dict[str, int | None] = {
        "offers_read": OFFERS_READ,
        "texts_read": TEXTS_READ,
        "people_scored": PEOPLE_SCORED,
    }
    read, rows = _run(statement, parameters | bounds)
    if len(rows) < ENOUGH and read > TEXTS_READ:
        _, rows = _run(statement, parameters | bounds | {"offers_read": None, "texts_read": None})
    return rows


def _run(statement: str, parameters: dict[str, Any]) -> tuple[int, list[tuple[Any, ...]]]:
    """Return how many offers were read, and the rows of people; the first column holds the number."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return rows[0][0], [row[1:] for row in rows if row[1] is not None]


def _parameters(member: Membership, gap: Gap, filters: Filters, units: UnitTree) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT, {"member": member.pk})
        left_out = [row[0] for row in cursor.fetchall()]
    return {
        "member": member.pk,
        "institution": member.institution_id,
        "left_out": left_out,
        "role": gap.role,
        "area": gap.area,
        "mode": filters.mode,
        **_of_person(filters),
        "units": units.within(filters.unit) if filters.unit else [],
    }


def _text_parameters(seeker: Seeker, words: Words) -> dict[str, Any]:
    steps = {
        rank: DISTANCE_WEIGHT * STEPS_AHEAD.get(steps_ahead(seeker.rank, rank), BEHIND_DISTANCE)
        for rank in RANK_STEPS
    }
    return {
        "terms": words.terms,
        "term_count": words.term_count,
        "goals": words.goals,
        "goal_count": words.goal_count * GOAL_WORD,
        "expertise_weight": EXPERTISE_WEIGHT,
        "text_half": TEXT_HALF,
        "steps": json.dumps(steps),
    }


def _gap_conditions(gap: Gap) -> str:
    conditions = ""
    if gap.role:
        conditions += " AND o.roles @> ARRAY[%(role)s]::varchar[]"
    if gap.area:
        conditions += " AND o.areas @> ARRAY[%(area)s]::varchar[]"
    return conditions


def _narrowed(filters: Filters) -> str:
    """The filters as conditions on the offer alone."""
    conditions = _mode_condition(filters)
    if person := _person_conditions(filters):
        conditions += NARROWED_BY_PERSON.format(conditions=person)
    return conditions


def _mode_condition(filters: Filters) -> str:
    return " AND o.modes @> ARRAY[%(mode)s]::varchar[]" if filters.mode else ""


def _person_conditions(filters: Filters) -> str:
    conditions = ""
    if filters.unit:
        conditions += " AND m.unit_id = ANY(%(units)s::uuid[])"
    for column in _of_person(filters):
        conditions += f" AND m.{column} = %({column})s"
    return conditions


def _of_person(filters: Filters) -> dict[str, Any]:
    """Return the values of the columns that say the rank and track that are asked for."""
    sought = [(RANK, filters.rank), (TRACK, filters.track)]
    return {
        column: value for kind, key in sought if key for column, value in having(kind, key).items()
    }


def _overlap(seeker: Seeker, gap: Gap) -> tuple[str, dict[str, str]]:
    """How much of the other needs an offer meets, as SQL: the most pressing needs only."""
    wants = sorted(seeker.wants, key=lambda want: want.priority)
    areas = dict.fromkeys(want.area for want in wants if want.area != gap.area)
    roles = dict.fromkeys(want.role for want in wants if want.role not in ("", gap.role))
    empty = [role for role in ROLE_LABELS if role not in seeker.filled_roles | {gap.role}]
    terms: list[str] = []
    needed: dict[str, str] = {}
    for column, values in (("areas", list(areas)), ("roles", list(roles) or empty)):
        for at, value in enumerate(values[:NEEDS_READ]):
            name = f"{column}_{at}"
            needed[name] = value
            terms.append(
                f"CASE WHEN %({name})s = ANY(o.{column}) THEN {NEEDS_READ - at} ELSE 0 END"
            )
    # A bare number would be the place of a column.
    return f"({' + '.join(terms) or '0::int'})", needed


def _candidate(row: tuple[Any, ...], units: UnitTree, institution_zone: str) -> Candidate:
    (
        key,
        sort_key,
        rank,
        unit_id,
        roles,
        areas,
        expertise,
        text_rank,
        modes,
        own_zone,
        capacity,
        active,
        waiting,
        rank_wish,
    ) = row
    return Candidate(
        key=str(key),
        sort_key=sort_key,
        rank=rank,
        unit_path=units.path(unit_id),
        roles=frozenset(roles),
        areas=frozenset(areas),
        expertise=tuple(dict.fromkeys(expertise)),
        text_rank=text_rank,
        modes=frozenset(modes),
        utc_offset=utc_offset(own_zone or institution_zone),
        capacity=capacity,
        active=active,
        waiting=waiting,
        rank_wish=rank_wish,
    )
