"""Addresses of surveys and instruments, for the access matrix."""

from __future__ import annotations

from tests.contract.kinds import DIRECTORS, DIRECTORS_HERE, row_of
from tests.contract.matrix import Outcome, Row, members, only

SURVEYS: dict[str, Row] = {
    "evaluations:surveys": Row(members()),
    # Answers are their author's: not the mentor's, not the supervisor's, not the director's who
    # asked for them.
    "evaluations:survey": Row(only("protege"), kwargs=row_of("response")),
    "evaluations:survey_new": Row(DIRECTORS),
    "evaluations:directing_survey": Row(DIRECTORS_HERE, kwargs=row_of("survey")),
    "evaluations:survey_file": Row(DIRECTORS_HERE, kwargs=row_of("counted_survey", suffix="csv")),
    # Also for analysts, within their role: see test_scopes.py.
    "evaluations:survey_results": Row(DIRECTORS),
    "evaluations:survey_result": Row(DIRECTORS_HERE, kwargs=row_of("counted_survey")),
    # Too few answered the survey of the world: there is nothing to send.
    "evaluations:survey_result_file": Row(
        {**DIRECTORS_HERE, "director": Outcome.HIDDEN},
        kwargs=row_of("counted_survey", suffix="csv"),
    ),
    "evaluations:survey_act": Row(
        DIRECTORS_HERE, kwargs=row_of("planned_survey", act="call-off"), method="post"
    ),
    "evaluations:instruments": Row(DIRECTORS),
    "evaluations:instrument_new": Row(DIRECTORS),
    "evaluations:instrument_example": Row(DIRECTORS),
    "evaluations:instrument_built_in": Row(DIRECTORS, kwargs=lambda world: {"key": "work"}),
    "evaluations:instrument": Row(DIRECTORS_HERE, kwargs=row_of("instrument")),
    "evaluations:instrument_retire": Row(
        DIRECTORS_HERE, kwargs=row_of("instrument"), method="post"
    ),
}
