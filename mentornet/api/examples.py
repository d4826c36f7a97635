"""An example of every body of the API, for the description: one medical school, whose rows fit together.

A view's own example (`OpenApiExample`) goes first. A test holds each one to its schema, and names what is
missing in it.
"""

from __future__ import annotations

import json
from typing import Any

ADA, HEAD_OF_ADA = "6f0d2f0e-8c5b-4f6f-9c3a-2f1f3f0d7a11", "b3f1c1de-7d2a-4a43-9a90-0f1e2d3c4b5a"
UNIT, UNIT_ABOVE = "0c9b6f6e-3a55-4c7e-8f43-1a2b3c4d5e6f", "5d1e8c3b-2f60-4b8e-a1d7-9c0f6a7b8d21"
PROGRAM, RUN = "3fa85f64-5717-4562-b3fc-2c963f66afa6", "7b0c4d1e-95a2-4f38-8e6b-d2c1a0f9e837"
TIE, GROUP = "c4a7e2d9-1b83-4e56-9f0a-6d5c4b3a2918", "e8f9a0b1-c2d3-4e5f-8a9b-0c1d2e3f4a5b"
INSTRUMENT, SURVEY = "1f2e3d4c-5b6a-4798-8897-a6b5c4d3e2f1", "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"
ITEM, EVENT = "2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901", "d1c2b3a4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"
MESSAGE = "evt_" + EVENT.replace("-", "")
INSTITUTION = "0a2f2f54-6a0e-4f6c-9b6d-3f0a1a1f7c11"
UNTIL = "2026-06-30T02:00:07Z"
SHARE = {"count": 148, "of": 212, "as_of": "2026-06-22"}
HIDDEN = {"count": None, "of": None, "as_of": None}
SHARES = {"with_mentor": SHARE, "with_network": {**SHARE, "count": 97}, "with_peer": HIDDEN}
HEAD = {
    "day": "2026-06-29",
    "dimension": "institution",
    "key": "",
    "label": "School of Medicine",
    "threshold": 5,
    "next_on": "2026-07-06",
}
RESULT = {
    "part": "Meetings",
    "item_id": None,
    "label": "Meetings",
    "lowest": 1,
    "highest": 4,
    "cells": [
        {"group": "", "people": 41, "mean": 3.2, "above": 78},
        {"group": "protege", "people": None, "mean": None, "above": None},
    ],
    "change": {"people": 36, "before": 2.9, "after": 3.3},
}
EVENT_BODY = {
    "id": MESSAGE,
    "type": "member.ended",
    "timestamp": "2026-06-30T02:00:07.000000Z",
    "livemode": True,
    "data": {"object": "member", "id": ADA, "external_id": "F10482", "institution_id": INSTITUTION},
}
SCALE = ["No", "Rather not", "Rather", "Yes"]

BODIES: dict[str, Any] = {
    "AssessmentResource": {
        "id": ADA,
        "external_id": "F10482",
        "versions": 2,
        "submitted_at": "2026-03-02T15:20:41Z",
    },
    "CheckInResource": {
        "id": TIE,
        "state": "active",
        "asked": 4,
        "answered": None,
        "open": None,
        "last_asked_at": "2026-06-22T13:00:00Z",
    },
    "CountResource": {
        "id": "4e5f6a7b-8c9d-4e0f-a1b2-c3d4e5f6a7b8",
        "state": "done",
        "day": "2026-06-29",
        "progress_done": 212,
        "progress_total": 212,
        "created_at": "2026-06-29T08:15:00Z",
    },
    "CoverageReport": {
        **HEAD,
        "needs": [
            {
                "kind": "role",
                "value": "sponsor",
                "demand": 96,
                "filled": 41,
                "unmet": 55,
                "thin": 12,
                "supply": 30,
                "places": 48,
                "as_of": "2026-06-22",
            }
        ],
    },
    "DeliveryResource": {
        "id": EVENT,
        "message_id": MESSAGE,
        "type": "member.ended",
        "event": EVENT_BODY,
        "state": "pending",
        "attempts": 2,
        "status": 503,
        "last_error": "It answered 503.",
        "created_at": UNTIL,
        "first_tried_at": "2026-06-30T02:00:08Z",
        "due_at": "2026-06-30T02:05:08Z",
        "done_at": None,
    },
    "EnrollmentResource": {
        "id": "8d7c6b5a-4f3e-4d2c-9b1a-0f9e8d7c6b5a",
        "program_id": PROGRAM,
        "member_id": ADA,
        "side": "protege",
        "places": 1,
        "left_out": False,
        "enrolled_at": "2026-05-04T16:31:09Z",
        "withdrawn_at": None,
    },
    "GapsReport": {
        **HEAD,
        "figures": {
            **SHARES,
            "conflict": HIDDEN,
            "offering": {**SHARE, "count": 83},
            "overloaded": {**SHARE, "count": 9},
            "met_soon": {**SHARE, "count": 61, "of": 74},
            "on_rhythm": {**SHARE, "count": 52, "of": 74},
        },
        "capacity": 160,
        "places_free": 71,
        "groups": [
            {"dimension": "rank", "key": "assistant", "label": "assistant", "people": 88, **SHARES}
        ],
        "trend": [{"day": "2026-06-22", **SHARES}],
    },
    "GroupMemberResource": {
        "id": "f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f",
        "group_id": GROUP,
        "member_id": ADA,
        "part": "member",
        "joined_on": "2026-02-02",
        "left_on": None,
    },
    "GroupResource": {
        "id": GROUP,
        "name": "Writing group",
        "kind": "facilitated",
        "standard_kind": "facilitated",
        "started_on": "2026-02-02",
        "ended_on": None,
        "created_at": "2026-01-19T10:12:44Z",
    },
    "InstrumentResource": {
        "id": INSTRUMENT,
        "name": "Our meetings",
        "about": "",
        "source": "Written by the office of faculty affairs",
        "built_in": "",
        "items": [
            {
                "id": ITEM,
                "position": 1,
                "part": "Meetings",
                "text": "I look forward to our meetings.",
                "kind": "scale",
                "labels": SCALE,
                "lowest": 1,
                "highest": 4,
                "turned": False,
            }
        ],
        "created_at": "2026-01-19T10:12:44Z",
        "retired_at": None,
    },
    "OfferResource": {
        "id": "a1b2c3d4-e5f6-4a7b-9c8d-7e6f5a4b3c2d",
        "member_id": HEAD_OF_ADA,
        "roles": ["advisor", "sponsor"],
        "areas": ["research", "career"],
        "standard_areas": ["research", "career"],
        "expertise": ["clinical trials"],
        "modes": ["in_person", "video"],
        "capacity": 2,
        "hours_a_month": 3.0,
        "rank_wish": "any",
        "updated_at": "2026-04-21T09:40:02Z",
    },
    "PairResource": {
        "id": "b0a9c8d7-e6f5-4a4b-8c3d-2e1f0a9b8c7d",
        "run_id": RUN,
        "protege_id": ADA,
        "mentor_id": HEAD_OF_ADA,
        "source": "engine",
        "score": 0.83,
        "tie_id": TIE,
    },
    "ProgramResource": {
        "id": PROGRAM,
        "name": "Early career mentoring 2026",
        "kind": "dyadic",
        "standard_kind": "dyadic",
        "state": "running",
        "cadence": "monthly",
        "enroll_from": "2026-05-01",
        "enroll_until": "2026-05-31",
        "starts_on": "2026-06-15",
        "months": 12,
        "capacity": None,
        "created_at": "2026-04-13T11:02:37Z",
    },
    "Replayed": {"replayed": 3},
    "ResultsBody": {
        "survey_id": SURVEY,
        "instrument_id": INSTRUMENT,
        "counted_at": "2026-06-20T04:00:00Z",
        "least": 5,
        "groups": [{"key": "", "label": "Everyone"}, {"key": "protege", "label": "Mentees"}],
        "lines": [RESULT],
        "questions": [
            {**RESULT, "item_id": ITEM, "label": "I look forward to our meetings.", "change": None}
        ],
    },
    "RowsPage": {
        "items": [
            {
                "row": 2,
                "external_id": "F2",
                "result": "error",
                "email_state": "current",
                "errors": [
                    {
                        "column": "email",
                        "value": "cy.im",
                        "message": "This is not an email address. Enter one like name@school.example.",
                        "code": "email",
                    }
                ],
            }
        ],
        "next": None,
    },
    "RunResource": {
        "id": RUN,
        "program_id": PROGRAM,
        "number": 1,
        "state": "published",
        "method": "stable",
        "seed": 0,
        "engine_version": "1.0",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "progress_done": 96,
        "progress_total": 96,
        "message": "",
        "created_at": "2026-06-02T08:00:00Z",
        "finished_at": "2026-06-02T08:00:21Z",
        "published_at": "2026-06-03T14:25:10Z",
    },
    "SessionResource": {
        "id": "0f1e2d3c-4b5a-4687-9786-95a4b3c2d1e0",
        "group_id": GROUP,
        "state": "held",
        "starts_at": "2026-06-08T16:00:00Z",
        "minutes": 90,
        "present": 7,
        "excused": 1,
        "absent": 0,
        "created_at": "2026-02-02T09:30:00Z",
    },
    "SurveyResource": {
        "id": SURVEY,
        "instrument_id": INSTRUMENT,
        "program_id": PROGRAM,
        "occasion": "midway",
        "opens_on": "2026-06-01",
        "closes_on": "2026-06-19",
        "opened_at": "2026-06-01T07:00:00Z",
        "counted_at": "2026-06-20T04:00:00Z",
        "asked": 58,
        "answered": 41,
    },
    "TieResource": {
        "id": TIE,
        "protege_id": ADA,
        "mentor_id": HEAD_OF_ADA,
        "program_id": PROGRAM,
        "run_id": RUN,
        "kind": "traditional_dyad",
        "standard_kind": "traditional_dyad",
        "state": "active",
        "started_on": "2026-06-15",
        "ended_on": None,
        "created_at": "2026-06-03T14:25:10Z",
    },
    "UnitResource": {"id": UNIT, "name": "Cardiology", "parent_id": UNIT_ABOVE},
    "WebhookResource": {
        "id": "6a5b4c3d-2e1f-4a0b-8c9d-8e7f6a5b4c3d",
        "url": "https://hr.school.example/mentornet",
        "name": "HR",
        "events": ["member.ended"],
        "state": "active",
        "last_error": "",
        "failing_since": None,
        "created_at": "2026-01-12T14:03:11Z",
    },
    "WebhookSecret": {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
}
# What an answer has other than the example of its body.
QUEUED = {"state": "queued", "progress_done": 0}
WAITS = {
    "end_waits": True,
    "message": "The end of this membership waits for a director to confirm it, because many people "
    "would leave within 24 hours.",
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "imports_cancel_create 200": {"state": "cancelled", "progress_done": 0},
    "imports_confirm_create 200": {"state": "confirmed", "progress_done": 0, "finished_at": None},
    "members_bulk_update 202": {
        "state": "confirmed",
        "progress_done": 0,
        "progress_total": 0,
        "counts": {},
        "finished_at": None,
    },
    "members_end_create 200": {"state": "ended", "end_date": "2026-06-30"},
    "members_end_create 202": WAITS,
    "members_external_update 202": WAITS,
    "members_partial_update 200": {"rank": "associate", "standard_rank": "associate"},
    "members_partial_update 202": WAITS,
    "reports_counts_create 202": {**QUEUED, "day": None, "progress_total": 0},
    "runs_cancel_create 200": {"state": "cancelled", "published_at": None},
    "runs_create 202": {**QUEUED, "progress_total": 0, "finished_at": None, "published_at": None},
    "units_create 201": {"parent_id": None},
    "units_partial_update 200": {"name": "Heart and vessels"},
    "webhooks_partial_update 200": {"events": ["*"]},
}
PERSON = {
    "external_id": "F1",
    "email": "f1@school.example",
    "given_name": "Bo",
    "family_name": "Ek",
    "rank": "full",
}
LINES = "".join(
    json.dumps(one) + "\n"
    for one in (PERSON, {**PERSON, "external_id": "F2", "email": "f2@school.example"})
)
# Each is one line of the stream.
STREAM = {
    "Head": {"synced_until": UNTIL, "resources": ["units", "members", "ties"]},
    "Row": {"resource": "units", "id": UNIT, "data": BODIES["UnitResource"]},
    "Removed": {"resource": "units", "id": UNIT_ABOVE, "removed": True},
    "LastLine": {"rows": 2},
}
REQUIRED = {
    "If-Match": '"5d41402abc4b2a76b9719d911017c592"',
    "external_id": "F10482",
    "event_id": EVENT,
}
