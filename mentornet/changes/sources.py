"""Which columns of which tables make what the API delivers: a change of one is a change of the row.

What the API does not tell (notes, reasons, answers, whom people found by themselves) is not here, so
that nobody learns from the time of a change that there was one.
"""

from __future__ import annotations

from dataclasses import dataclass

# Those that a run made. Formal are those of teams that people choose themselves, too: no one else's matter.
_MADE = (
    "{tie}.origin = 'formal' AND EXISTS (SELECT FROM matching_proposal p WHERE p.tie_id = {tie}.id)"
)
MADE_BY_RUN = _MADE.format(tie="r")
_BELOW = """JOIN LATERAL (
    WITH RECURSIVE below AS (
        SELECT r.id UNION SELECT u.id FROM profiles_unit u JOIN below ON u.parent_id = below.id
    ) SELECT m.id FROM profiles_membership m JOIN below ON m.unit_id = below.id
) found ON true"""
_FORMAL_TIE = "JOIN networks_tie t ON t.id = r.tie_id AND t.origin = 'formal'"
_GROUP_MEETING = "JOIN evaluations_meeting m ON m.id = r.meeting_id AND m.group_id IS NOT NULL"
_OPENED = "cardinality(c.parts) > 0"


@dataclass(frozen=True)
class Source:
    """A table of which rows `r` that are changed in one of *columns* change a *row* of *resource*.

    *row* and *resource* are SQL over `r` and *joins*; *only* is what `r` has to be, before or after.
    *also* are columns that these need beside. *first*: the resource's rows are those of this table.
    """

    resource: str
    table: str
    columns: tuple[str, ...]
    row: str = "r.id"
    joins: str = ""
    only: str = ""
    also: tuple[str, ...] = ()
    on: frozenset[str] = frozenset({"INSERT", "UPDATE", "DELETE"})
    first: bool = False

    @property
    def needed(self) -> list[str]:
        return list(dict.fromkeys(["institution_id", *self.columns, *self.also]))


def _first(resource: str, table: str, *columns: str, only: str = "") -> Source:
    return Source(resource, table, columns, only=only, first=True)


UPDATE = frozenset({"UPDATE"})
_UNITS = (
    _first("units", "profiles_unit", "name", "parent_id"),
    Source(
        "members", "profiles_unit", ("name", "parent_id"), row="found.id", joins=_BELOW, on=UPDATE
    ),
)
_MEMBERS = (
    _first(
        "members",
        "profiles_membership",
        "external_id",
        "address",
        "given_name",
        "family_name",
        "rank",
        "rank_word",
        "track",
        "track_word",
        "unit_id",
        "supervisor_id",
        "start_date",
        "end_date",
        "specialty",
        "expertise",
        "orcid",
        "joined_at",
    ),
    Source(
        "members",
        "profiles_membership",
        ("external_id",),
        row="m.id",
        joins="JOIN profiles_membership m ON m.supervisor_id = r.id",
        on=UPDATE,
    ),
    Source("members", "profiles_addressclaim", ("membership_id", "state"), row="r.membership_id"),
    Source("members", "profiles_heldending", ("member_id",), row="r.member_id"),
    _first(
        "imports",
        "profiles_rosterimport",
        "state",
        "decision",
        "file_name",
        "end_missing",
        "skip_bad_rows",
        "progress_done",
        "progress_total",
        "counts",
        "message",
        "finished_at",
    ),
)
_CLIENT = "'assessment-contents:' || g.client_id"
_GRANT = "JOIN profiles_contentgrant g ON g.id = c.grant_id"
_CONSENTS_OF = "JOIN profiles_contentconsent c ON c.member_id = {member} "
_ASSESSMENTS = (
    _first("assessments", "profiles_membership", "external_id", "end_date"),
    Source(
        "assessments",
        "profiles_assessmentversion",
        ("member_id", "submitted_at"),
        row="r.member_id",
    ),
    # Each client is told of those alone who have opened something to it.
    Source(
        _CLIENT,
        "profiles_contentconsent",
        ("parts", "grant_id", "member_id"),
        row="r.member_id",
        joins="JOIN profiles_contentgrant g ON g.id = r.grant_id",
        only="cardinality(r.parts) > 0",
        first=True,
    ),
    Source(
        _CLIENT,
        "profiles_assessmentversion",
        ("member_id", "number", "submitted_at", "content"),
        row="r.member_id",
        joins=_CONSENTS_OF.format(member="r.member_id") + _GRANT,
        only=_OPENED,
    ),
    Source(
        _CLIENT,
        "profiles_membership",
        ("external_id", "end_date"),
        row="r.id",
        joins=_CONSENTS_OF.format(member="r.id") + _GRANT,
        only=_OPENED,
        on=UPDATE,
    ),
    Source(
        "'assessment-contents:' || r.client_id",
        "profiles_contentgrant",
        ("ended_at",),
        row="c.member_id",
        joins="JOIN profiles_contentconsent c ON c.grant_id = r.id",
        only=_OPENED,
        also=("client_id",),
        on=UPDATE,
    ),
)
_OFFERS = (
    _first(
        "offers",
        "profiles_mentoroffer",
        "roles",
        "areas",
        "expertise",
        "modes",
        "capacity",
        "hours_a_month",
        "rank_wish",
        "paused",
        "updated_at",
        only="NOT r.paused",
    ),
    Source(
        "offers",
        "profiles_membership",
        ("end_date",),
        row="o.id",
        joins="JOIN profiles_mentoroffer o ON o.member_id = r.id AND NOT o.paused",
        on=UPDATE,
    ),
)
_PROGRAMS = (
    _first(
        "programs",
        "matching_program",
        "name",
        "kind",
        "state",
        "cadence",
        "enroll_from",
        "enroll_until",
        "starts_on",
        "months",
        "capacity",
    ),
    _first(
        "enrollments",
        "matching_enrollment",
        "program_id",
        "member_id",
        "side",
        "places",
        "left_out",
        "enrolled_at",
        "withdrawn_at",
    ),
    _first(
        "runs",
        "matching_matchrun",
        "program_id",
        "number",
        "state",
        "method",
        "seed",
        "engine_version",
        "digest",
        "progress_done",
        "progress_total",
        "message",
        "finished_at",
        "published_at",
    ),
    _first(
        "pairs",
        "matching_proposal",
        "run_id",
        "protege_id",
        "mentor_id",
        "source",
        "score",
        "tie_id",
    ),
)
_TIES = (
    Source(
        "ties",
        "networks_tie",
        # Not kind and first day: the mentee changes them, and the API delivers the program's own.
        ("protege_id", "mentor_id", "state", "ended_on", "origin"),
        only=MADE_BY_RUN,
        first=True,
    ),
    *(
        Source(name, "matching_proposal", ("run_id", "tie_id"), row="t.id", joins=_FORMAL_TIE)
        for name in ("ties", "check-ins")
    ),
    Source("check-ins", "networks_tie", ("state", "origin"), only=MADE_BY_RUN, first=True),
    # Never when somebody answers: the pair's state and how often it was asked are all that is told.
    Source(
        "check-ins",
        "evaluations_checkin",
        ("tie_id", "state", "asked_at"),
        row="t.id",
        joins=_FORMAL_TIE,
        only=f"r.state = 'asked' AND {_MADE.format(tie='t')}",
    ),
)
_GROUPS = (
    _first("groups", "networks_peergroup", "name", "kind", "started_on", "ended_on"),
    _first(
        "group-members",
        "networks_groupmember",
        "group_id",
        "member_id",
        "part",
        "joined_on",
        "left_on",
    ),
    _first(
        "sessions",
        "evaluations_meeting",
        "group_id",
        "state",
        "starts_at",
        "minutes",
        only="r.group_id IS NOT NULL",
    ),
    Source(
        "sessions",
        "evaluations_attendance",
        ("meeting_id", "state"),
        row="m.id",
        joins=_GROUP_MEETING,
    ),
)
_REPORTS = (
    _first(
        "reports/counts",
        "evaluations_gapreport",
        "state",
        "day",
        "progress_done",
        "progress_total",
    ),
    _first(
        "instruments",
        "evaluations_instrument",
        "name",
        "about",
        "source",
        "built_in",
        "retired_at",
    ),
    Source(
        "instruments",
        "evaluations_item",
        (
            "instrument_id",
            "position",
            "part",
            "text",
            "kind",
            "labels",
            "lowest",
            "highest",
            "turned",
        ),
        row="r.instrument_id",
    ),
    # How many have answered is told when it is counted, and so is when.
    _first(
        "surveys",
        "evaluations_survey",
        "instrument_id",
        "program_id",
        "occasion",
        "opens_on",
        "closes_on",
        "opened_at",
        "counted_at",
    ),
    _first(
        "webhooks",
        "mentornet_webhookendpoint",
        "url",
        "name",
        "events",
        "state",
        "last_error",
        "failing_since",
    ),
)
SOURCES: tuple[Source, ...] = (
    *_UNITS,
    *_MEMBERS,
    *_ASSESSMENTS,
    *_OFFERS,
    *_PROGRAMS,
    *_TIES,
    *_GROUPS,
    *_REPORTS,
)
