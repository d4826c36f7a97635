"""Pairs at risk or no longer meeting, as one query: the rule of early warning, in the database.

`evaluations.check_ins.early_warning.domain.health.assess` says it for one pair with its reasons; a test
holds that both say the same. Only pairs that a program made, and nothing that anyone wrote.
"""

from __future__ import annotations

from django.db.models.expressions import RawSQL

from evaluations.check_ins.early_warning.domain.health import (
    AT_RISK_UP_TO,
    FIRST_MEETING_WITHIN,
    HEALTHY_UP_TO,
    INTERVAL_DAYS,
    MISSED_IN_A_ROW,
    THIN_UP_TO,
)
from matching.models import Proposal
from matching.pairs.models import programs_since
from matching.programs.queue import programs_run_by
from mentornet.pages.attention import Sql
from profiles.models import Membership
from profiles.people.names.columns import full_name_sql

HELP, MISSED, SILENT, LATE, NEVER = "help", "missed", "silent", "late", "never"

_SQL = """
WITH active AS MATERIALIZED (  -- first: of what programs ever made, most has ended
    SELECT id FROM networks_tie
    WHERE institution_id = %s AND state = 'active' AND mentor_id IS NOT NULL
), made AS (
    SELECT DISTINCT ON (active.id) active.id AS tie_id, program.id AS program, program.name
    FROM active
    JOIN matching_proposal proposal ON proposal.tie_id = active.id
    JOIN matching_matchrun run ON run.id = proposal.run_id
    JOIN matching_program program ON program.id = run.program_id
    WHERE program.id IN ({directed})
    ORDER BY active.id, program.state = 'closed', program.id
), pairs AS (
    SELECT tie.id, tie.protege_id, tie.mentor_id, made.program, made.name, made_of.since,
        -- not the first day on the row, which is the mentee's to change
        (coalesce(made_of.made, tie.created_at) AT TIME ZONE %s)::date AS begun_on,
        CASE coalesce((
            SELECT cadence FROM networks_agreement agreement
            WHERE agreement.tie_id = tie.id AND agreement.state <> 'replaced'
            ORDER BY agreement.state LIMIT 1
        ), 'monthly') {intervals} ELSE {monthly} END AS every
    FROM networks_tie tie JOIN made ON made.tie_id = tie.id
    LEFT JOIN LATERAL ({since}) made_of ON TRUE
), facts AS (
    SELECT pairs.*, met.held_at, met.planned, asked.help_on, asked.wants_help,
        GREATEST((met.held_at AT TIME ZONE %s)::date, asked.met_on) AS met_on
    FROM pairs
    LEFT JOIN LATERAL (
        SELECT max(starts_at) FILTER (WHERE state = 'held') AS held_at,
            coalesce(bool_or(state = 'planned' AND starts_at > now()), FALSE) AS planned
        FROM evaluations_meeting meeting WHERE meeting.tie_id = pairs.id
            AND (pairs.since IS NULL OR meeting.starts_at >= pairs.since)
    ) met ON TRUE
    LEFT JOIN LATERAL (
        SELECT max(met_on) AS met_on,
            (array_agg((answered_at AT TIME ZONE %s)::date ORDER BY due_on DESC)
                FILTER (WHERE answer = 'help'))[1] AS help_on,
            (array_agg(answer ORDER BY due_on DESC)
                FILTER (WHERE answer IN ('help', 'met')))[1] = 'help' AS wants_help
        FROM evaluations_checkin check_in
        WHERE check_in.tie_id = pairs.id AND check_in.state = 'asked'
            AND (pairs.since IS NULL OR check_in.due_on >= pairs.begun_on)
    ) asked ON TRUE
), causes AS (
    SELECT facts.*, CASE
        WHEN wants_help AND (met_on IS NULL OR help_on > met_on) THEN '{help}'
        WHEN met_on IS NULL THEN CASE
            WHEN NOT planned AND %s - begun_on > GREATEST({first}, every) THEN '{never}' END
        WHEN (
            SELECT count(*) FROM evaluations_meeting meeting
            WHERE meeting.tie_id = facts.id AND meeting.state = 'missed'
                AND (held_at IS NULL OR meeting.starts_at > held_at)
                AND (since IS NULL OR meeting.starts_at >= since)
        ) >= {missed_times} THEN '{missed}'
        WHEN planned OR %s - met_on <= every * {healthy} THEN NULL
        WHEN %s - met_on <= every * {at_risk} AND EXISTS (
            SELECT 1 FROM evaluations_checkin silent
            WHERE silent.tie_id = facts.id AND silent.state = 'asked' AND silent.answer = ''
                AND silent.due_on > facts.met_on AND NOT EXISTS (
                    SELECT 1 FROM evaluations_checkin later
                    WHERE later.tie_id = silent.tie_id AND later.member_id = silent.member_id
                        AND later.state = 'asked' AND later.answer <> ''
                        AND later.due_on > silent.due_on)
        ) THEN '{silent}'
        WHEN %s - met_on > every * {thin} THEN '{late}' END AS why
    FROM facts
)
SELECT causes.id::text, coalesce(met_on, begun_on), NULL::date,
    {protege}, {mentor},
    why, NULL::integer, program, name, protege.unit_id
FROM causes
JOIN profiles_membership protege ON protege.id = causes.protege_id
JOIN profiles_membership mentor ON mentor.id = causes.mentor_id
WHERE why IS NOT NULL
"""


def at_risk(member: Membership) -> Sql:
    """Return the pairs of the programs that *member* runs that are at risk or do not meet any more."""
    directed = programs_run_by(member)
    programs, given = directed.order_by().values("pk").query.sql_with_params()
    rows = programs_since(Proposal.objects.filter(tie=RawSQL("tie.id", ())))
    since, values = rows.values("made", "since").query.sql_with_params()
    today, zone = member.institution.local_date(), str(member.institution.zone)
    intervals = " ".join(f"WHEN '{name}' THEN {days}" for name, days in INTERVAL_DAYS.items())
    sql = _SQL.format(
        directed=programs,
        protege=full_name_sql("protege"),
        mentor=full_name_sql("mentor"),
        intervals=intervals,
        monthly=INTERVAL_DAYS["monthly"],
        first=FIRST_MEETING_WITHIN,
        missed_times=MISSED_IN_A_ROW,
        healthy=HEALTHY_UP_TO,
        at_risk=AT_RISK_UP_TO,
        thin=THIN_UP_TO,
        help=HELP,
        never=NEVER,
        missed=MISSED,
        silent=SILENT,
        late=LATE,
        since=since,
    )
    before = (member.institution_id, *given, zone, *values, zone, zone)
    return Sql(sql, (*before, today, today, today, today))
