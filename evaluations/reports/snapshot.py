"""The daily count: one transaction of set-based SQL, whatever the number of people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from evaluations.domain.health import HEALTHY_UP_TO, INTERVAL_DAYS
from evaluations.models import GapCell
from networks.domain.dates import local_date
from profiles.models import Institution
from profiles.vocabulary import TieKind

NETWORK_MENTORS = 2
NETWORK_ROLES = 3
FIRST_MEETING_WITHIN = 28
DAILY_FOR = timedelta(days=40)
PEER_KINDS = [TieKind.SPECIAL_PEER, TieKind.INFORMATION_PEER, TieKind.COLLEGIAL_PEER]

# Of each person here: in which groups they are counted. Whom a director leaves out of a run is
# counted all the same: else they could take one person out, count anew and read the difference.
SLICES = """
CREATE TEMP TABLE gap_slice ON COMMIT DROP AS
SELECT id AS member, 'institution' AS dimension, '' AS key FROM profiles_membership
WHERE institution_id = %(institution)s AND end_date IS NULL
UNION ALL SELECT id, 'unit', coalesce(unit_id::text, '') FROM profiles_membership
WHERE institution_id = %(institution)s AND end_date IS NULL
UNION ALL SELECT id, 'rank', rank FROM profiles_membership
WHERE institution_id = %(institution)s AND end_date IS NULL
UNION ALL SELECT id, 'track', track FROM profiles_membership
WHERE institution_id = %(institution)s AND end_date IS NULL
UNION ALL SELECT DISTINCT enrolled.member_id, 'program', enrolled.program_id::text
FROM matching_enrollment enrolled
JOIN profiles_membership person ON person.id = enrolled.member_id AND person.end_date IS NULL
WHERE enrolled.institution_id = %(institution)s AND enrolled.withdrawn_at IS NULL
UNION ALL SELECT enrolled.member_id, 'cohort', replace(enrolled.program_id::text, '-', '') || '-'
    || extract(year FROM min(enrolled.enrolled_at) AT TIME ZONE %(zone)s)
FROM matching_enrollment enrolled
JOIN profiles_membership person ON person.id = enrolled.member_id AND person.end_date IS NULL
WHERE enrolled.institution_id = %(institution)s AND enrolled.withdrawn_at IS NULL
GROUP BY enrolled.member_id, enrolled.program_id
"""

# Of each person here: what is so, as rows of (measure, value, number).
FACTS = """
CREATE TEMP TABLE gap_fact ON COMMIT DROP AS
WITH person AS (
    SELECT id, supervisor_id FROM profiles_membership
    WHERE institution_id = %(institution)s AND end_date IS NULL
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
), begun AS (
    SELECT tie.protege_id AS member,
           ((SELECT min(starts_at) FROM evaluations_meeting
             WHERE tie_id = tie.id AND state = 'held') AT TIME ZONE %(zone)s)::date
             - coalesce(tie.started_on, (tie.created_at AT TIME ZONE %(zone)s)::date) AS days
    FROM networks_tie tie JOIN person ON person.id = tie.protege_id
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
           ((SELECT max(starts_at) FROM evaluations_meeting
             WHERE tie_id = tie.id AND state = 'held') AT TIME ZONE %(zone)s)::date
             >= %(today)s - (%(healthy)s * (%(days)s::jsonb ->> terms.cadence)::int)::int, false
           )) AS kept
    FROM networks_tie tie JOIN person ON person.id = tie.protege_id
    JOIN networks_agreement terms ON terms.tie_id = tie.id AND terms.state = 'in_force'
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
"""

COUNTED = """
INSERT INTO evaluations_gapcell
    (id, institution_id, day, dimension, key, measure, value, count)
SELECT gen_random_uuid(), %(institution)s, %(today)s, dimension, key, measure, value, sum(n)
FROM gap_slice JOIN gap_fact USING (member)
GROUP BY dimension, key, measure, value
"""


def take_snapshot(
    institution: Institution,
    *,
    now: datetime | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> date:
    """Count everything for today in the institution's calendar; a second count replaces the first.

    Returns the day. Older days are thinned to the first one of each month after forty days.
    """
    moment = now or timezone.now()
    today = local_date(institution, now=moment)
    asks = _asks(institution, today)
    with transaction.atomic(), connection.cursor() as cursor:
        # Two at once would both insert; the second waits and counts again.
        Institution.objects.select_for_update().get(pk=institution.pk)
        cursor.execute("DROP TABLE IF EXISTS gap_slice, gap_fact")
        cursor.execute(SLICES, asks)
        progress(1)
        cursor.execute(FACTS, asks)
        progress(2)
        GapCell.objects.filter(institution=institution, day=today).delete()
        cursor.execute(COUNTED, asks)
        _thin(institution, today)
        progress(3)
    return today


def _asks(institution: Institution, today: date) -> dict[str, Any]:
    return {
        "institution": institution.pk,
        "today": today,
        "zone": institution.time_zone,
        "peer_kinds": [str(kind) for kind in PEER_KINDS],
        "network_mentors": NETWORK_MENTORS,
        "network_roles": NETWORK_ROLES,
        "within": FIRST_MEETING_WITHIN,
        "days": json.dumps(INTERVAL_DAYS),
        "healthy": HEALTHY_UP_TO,
    }


def _thin(institution: Institution, today: date) -> None:
    """Of days more than forty days ago keep the first of each month."""
    old = GapCell.objects.filter(institution=institution, day__lt=today - DAILY_FOR)
    days = sorted(set(old.order_by().values_list("day", flat=True).distinct()))
    first = {(day.year, day.month): day for day in reversed(days)}
    old.exclude(day__in=first.values()).delete()


def snapshot_all(*, now: datetime | None = None) -> int:
    """Take the day's snapshot of every institution that has none yet; how many were taken."""
    taken = 0
    for institution in Institution.objects.order_by("pk"):
        today = local_date(institution, now=now)
        if not GapCell.objects.filter(institution=institution, day=today).exists():
            take_snapshot(institution, now=now)
            taken += 1
    return taken
