"""What is so of everyone, set-based, and its publication in steps (see `privacy.publication`).

The confidential figures of an institution are published once every so many days (a setting, a week
by default) and read from there; nothing that a person does makes them be counted at another time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from evaluations.check_ins.domain.counts import freeze_check_ins
from evaluations.check_ins.early_warning.domain.health import HEALTHY_UP_TO, INTERVAL_DAYS
from evaluations.check_ins.feedback.domain.trend import freeze_feedback
from evaluations.gaps.models import GapCell
from evaluations.meetings.domain.met import MET_DAYS
from evaluations.privacy.domain import store
from evaluations.privacy.domain.publication.moves import RESTS
from evaluations.privacy.domain.publication.steps import publish_first, publish_next
from evaluations.privacy.domain.publication.structure import Structure
from evaluations.privacy.models import FigurePublication
from mentornet.jobs.recurring import sweep_each
from mentornet.tenancy.scope import in_institution
from profiles.models import Institution
from profiles.vocabulary import TieKind

NETWORK_MENTORS = 2
NETWORK_ROLES = 3
FIRST_MEETING_WITHIN = 28
ALL_FOR = timedelta(days=40)
PEER_KINDS = [TieKind.SPECIAL_PEER, TieKind.INFORMATION_PEER, TieKind.COLLEGIAL_PEER]

# Of each person here: in which groups they are counted. Whom a director leaves out of a run is
# counted all the same: else they could take one person out, count again and read the difference.
# Whom a director has invited from outside is not: else they could be the others who have changed.
GROUPS = """
CREATE TEMP TABLE figure_group ON COMMIT DROP AS
WITH RECURSIVE chain AS (
    SELECT id, ARRAY['unit:' || id] AS path FROM profiles_unit
    WHERE institution_id = %(institution)s AND parent_id IS NULL
    UNION ALL SELECT unit.id, chain.path || ('unit:' || unit.id)
    FROM profiles_unit unit JOIN chain ON unit.parent_id = chain.id
), enrolled AS (
    SELECT member_id, array_agg(DISTINCT 'program:' || program_id) AS programs
    FROM matching_enrollment
    WHERE institution_id = %(institution)s AND withdrawn_at IS NULL GROUP BY member_id
), begun AS (
    SELECT member_id, 'cohort:' || replace(program_id::text, '-', '') || '-'
        || extract(year FROM min(enrolled_at) AT TIME ZONE %(zone)s) AS cohort
    FROM matching_enrollment
    WHERE institution_id = %(institution)s AND withdrawn_at IS NULL GROUP BY member_id, program_id
), cohorts AS (
    SELECT member_id, array_agg(cohort ORDER BY cohort) AS cohorts FROM begun GROUP BY member_id
)
SELECT person.id AS member, md5(%(salt)s || person.id)::uuid AS key,
       ARRAY['institution:'] || coalesce(chain.path, '{}')
       || ARRAY['own:' || coalesce(person.unit_id::text, ''), 'rank:' || person.rank,
                'track:' || person.track]
       || coalesce(programs, '{}') || coalesce(cohorts, '{}') AS groups
FROM profiles_membership person
LEFT JOIN chain ON chain.id = person.unit_id
LEFT JOIN enrolled ON enrolled.member_id = person.id
LEFT JOIN cohorts ON cohorts.member_id = person.id
WHERE person.institution_id = %(institution)s AND person.end_date IS NULL
  AND person.source <> 'invited'
"""

# Of each person here: what is so, as rows of (measure, value, number).
FACTS = f"""
CREATE TEMP TABLE figure_fact ON COMMIT DROP AS
WITH person AS (
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND end_date IS NULL AND source <> 'invited'
), mentored AS (
    SELECT tie.protege_id AS member, tie.id, tie.roles, tie.areas,
           tie.mentor_id = person.supervisor_id AS conflict
    FROM networks_tie tie JOIN person ON person.id = tie.protege_id
    WHERE tie.institution_id = %(institution)s AND tie.state = 'active'
      AND tie.kind <> ALL (%(peer_kinds)s)
), network AS (
    SELECT member, count(*) AS mentors, bool_or(coalesce(conflict, false)) AS conflict
    FROM mentored GROUP BY member
), filled AS (
    SELECT member, 'role' AS kind, unnest(roles) AS value, id FROM mentored
    UNION ALL SELECT member, 'area', unnest(areas), id FROM mentored
), filling AS (
    SELECT member, kind, value, count(DISTINCT id) AS people FROM filled GROUP BY 1, 2, 3
), needed AS (
    SELECT DISTINCT need.member_id AS member, side.kind, side.value
    FROM profiles_need need JOIN person ON person.id = need.member_id
    CROSS JOIN LATERAL (VALUES ('area', need.area), ('role', need.role)) side(kind, value)
    WHERE need.institution_id = %(institution)s AND side.value <> ''
), carried AS (
    SELECT mentor_id AS member, count(*) AS ties FROM networks_tie
    WHERE institution_id = %(institution)s AND state = 'active' AND mentor_id IS NOT NULL
    GROUP BY mentor_id
), offer AS (
    SELECT offer.member_id AS member, offer.roles, offer.areas, offer.capacity,
           coalesce(carried.ties, 0) AS ties,
           greatest(offer.capacity - coalesce(carried.ties, 0), 0) AS free
    FROM profiles_mentoroffer offer
    JOIN person ON person.id = offer.member_id
    LEFT JOIN carried ON carried.member = offer.member_id
    WHERE offer.institution_id = %(institution)s AND NOT offer.paused
), offered AS (
    SELECT member, 'role:' || unnest(roles) AS value, free FROM offer
    UNION ALL SELECT member, 'area:' || unnest(areas), free FROM offer
), peer AS (
    SELECT protege_id AS member FROM networks_tie
    WHERE institution_id = %(institution)s AND state = 'active' AND kind = ANY (%(peer_kinds)s)
    UNION SELECT mentor_id FROM networks_tie
    WHERE institution_id = %(institution)s AND state = 'active' AND kind = ANY (%(peer_kinds)s)
    UNION SELECT part.member_id FROM networks_groupmember part
    JOIN networks_peergroup grp ON grp.id = part.group_id AND grp.ended_on IS NULL
    WHERE part.institution_id = %(institution)s AND part.left_on IS NULL
), met AS (
    SELECT tie_id, min(day) AS first_on, max(day) AS last_on
    FROM ({MET_DAYS}) met_day GROUP BY tie_id
), begun AS (
    SELECT tie.protege_id AS member,
           met.first_on
             - coalesce(tie.started_on, (tie.created_at AT TIME ZONE %(zone)s)::date) AS days
    FROM networks_tie tie JOIN person ON person.id = tie.protege_id
    LEFT JOIN met ON met.tie_id = tie.id
    WHERE tie.institution_id = %(institution)s AND tie.mentor_id IS NOT NULL
      AND tie.state IN ('active', 'ended')
      AND coalesce(tie.started_on, (tie.created_at AT TIME ZONE %(zone)s)::date)
          BETWEEN %(today)s - 365 AND %(today)s - %(within)s
), started AS (
    -- People, not pairs: five pairs of one person would pass for five people.
    SELECT member, count(days) = count(*) AS met, greatest(round(avg(days)), 0)::int AS days,
           bool_and(coalesce(days <= %(within)s, false)) AS soon
    FROM begun GROUP BY member
), rhythm AS (
    SELECT tie.protege_id AS member, bool_and(coalesce(
           met.last_on >= %(today)s - (%(healthy)s * (%(days)s::jsonb ->> terms.cadence)::int)::int, false
           )) AS kept
    FROM networks_tie tie JOIN person ON person.id = tie.protege_id
    JOIN networks_agreement terms ON terms.tie_id = tie.id AND terms.state = 'in_force'
    LEFT JOIN met ON met.tie_id = tie.id
    WHERE tie.institution_id = %(institution)s AND tie.state = 'active'
    GROUP BY tie.protege_id
)
SELECT id AS member, 'people' AS measure, '' AS value, 1 AS n FROM person
UNION ALL SELECT member, 'with_mentor', '', 1 FROM network
UNION ALL SELECT member, 'with_network', '', 1 FROM network
WHERE mentors >= %(network_mentors)s AND (
    SELECT count(*) FROM filling WHERE filling.member = network.member AND kind = 'role'
) >= %(network_roles)s
UNION ALL SELECT DISTINCT member, 'with_peer', '', 1 FROM peer JOIN person ON person.id = member
UNION ALL SELECT member, 'conflict', '', 1 FROM network WHERE conflict
UNION ALL SELECT member, 'offering', '', 1 FROM offer
UNION ALL SELECT member, 'overloaded', '', 1 FROM offer WHERE ties > capacity
UNION ALL SELECT member, 'capacity', '', capacity FROM offer
UNION ALL SELECT member, 'places_free', '', free FROM offer
UNION ALL SELECT member, 'started', '', 1 FROM started
UNION ALL SELECT member, 'met_first', '', 1 FROM started WHERE met
UNION ALL SELECT member, 'days_to_first', '', days FROM started WHERE met
UNION ALL SELECT member, 'met_soon', '', 1 FROM started WHERE soon
UNION ALL SELECT member, 'agreed', '', 1 FROM rhythm
UNION ALL SELECT member, 'on_rhythm', '', 1 FROM rhythm WHERE kept
UNION ALL SELECT member, 'demand', kind || ':' || value, 1 FROM needed
UNION ALL SELECT needed.member, 'filled', needed.kind || ':' || needed.value, 1
FROM needed JOIN filling USING (member, kind, value)
UNION ALL SELECT needed.member, 'thin', needed.kind || ':' || needed.value, 1
FROM needed JOIN filling USING (member, kind, value) WHERE filling.people = 1
UNION ALL SELECT member, 'supply', value, 1 FROM offered WHERE free > 0
UNION ALL SELECT member, 'places', value, free FROM offered
"""  # noqa: S608  (our own words)

# The two in one row a person, as it is published.
PEOPLE = """
CREATE TEMP TABLE figure_person ON COMMIT DROP AS
SELECT member, key, groups, coalesce(facts, '{}') AS facts
FROM figure_group LEFT JOIN (
    SELECT member, array_agg(fact ORDER BY fact COLLATE "C") AS facts
    FROM (SELECT member, measure || '|' || value || '=' || sum(n) AS fact
          FROM figure_fact WHERE measure <> 'people' GROUP BY member, measure, value) one
    GROUP BY member
) said USING (member)
"""


def take_snapshot(
    institution: Institution,
    *,
    now: datetime | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> date:
    """Publish the figures for today in the institution's calendar; return the day that is shown.

    One publication a day: a second call changes nothing. Of publications more than forty days old
    the first of each month are kept.
    """
    moment = now or timezone.now()
    today = institution.local_date(now=moment)
    with in_institution(institution.pk), transaction.atomic(), connection.cursor() as cursor:
        # Two at once would both take the same step.
        locked = Institution.objects.select_for_update().get(pk=institution.pk)
        last = store.latest_of(locked)
        if last is not None and last.day >= today:
            return last.day
        salt = last.salt if last else uuid4()
        asks = _asks(locked, today, salt)
        cursor.execute("DROP TABLE IF EXISTS figure_group, figure_fact, figure_person")
        cursor.execute(GROUPS, asks)
        progress(1)
        cursor.execute(FACTS, asks)
        cursor.execute(PEOPLE)
        cursor.execute("ANALYZE figure_person")
        progress(2)
        _publish(locked, last, today, salt)
        _prune(locked, today)
        progress(3)
    return today


def _publish(
    institution: Institution, last: FigurePublication | None, today: date, salt: UUID
) -> None:
    threshold = institution.suppression_threshold
    if last is None:
        store.publish_everybody(institution)
        people = store.population_of(institution)
        made = publish_first(people, store.counted(), day=today, threshold=threshold)
        store.save(made, Structure(people), institution=institution, salt=salt)
        return
    step = publish_next(
        store.load(last),
        signatures=store.population_of(institution),
        changes=store.changes_of(institution),
        day=today,
        # What people were promised when these figures began is not lowered.
        threshold=max(threshold, last.threshold),
    )
    store.remember(institution, step.taken, before=today - RESTS)
    people = store.population_of(institution)
    store.save(step.publication, Structure(people), institution=institution, salt=salt)


def _asks(institution: Institution, today: date, salt: UUID) -> dict[str, Any]:
    return {
        "institution": institution.pk,
        "today": today,
        "zone": institution.time_zone,
        "salt": str(salt),
        "peer_kinds": [str(kind) for kind in PEER_KINDS],
        "network_mentors": NETWORK_MENTORS,
        "network_roles": NETWORK_ROLES,
        "within": FIRST_MEETING_WITHIN,
        "days": json.dumps(INTERVAL_DAYS),
        "healthy": HEALTHY_UP_TO,
    }


def _prune(institution: Institution, today: date) -> None:
    """Of publications more than forty days ago keep the first of each month."""
    rows = FigurePublication.objects.filter(institution=institution)
    old = rows.filter(day__lt=today - ALL_FOR).order_by("day")
    first: dict[tuple[int, int], UUID] = {}
    for pk, day in old.values_list("pk", "day"):
        first.setdefault((day.year, day.month), pk)
    old.exclude(pk__in=first.values()).delete()
    # Counts of the time before there were publications: nothing reads them.
    GapCell.objects.filter(institution=institution).delete()


def is_due(institution: Institution, *, now: datetime | None = None) -> bool:
    """Return whether the next publication is due, or there is none yet."""
    last = store.latest_of(institution)
    return last is None or institution.local_date(now=now) >= store.next_day(last, institution)


def snapshot_all(*, now: datetime | None = None) -> int:
    """Publish for every institution whose publication is due; return how many were made."""

    def publish_if_due(institution: Institution) -> int:
        if not is_due(institution, now=now):
            return 0
        freeze_feedback(institution, now=now)
        freeze_check_ins(institution, now=now)
        take_snapshot(institution, now=now)
        return 1

    return sweep_each("evaluations.take_snapshots", publish_if_due, queue="reports")
