"""A program's dates and questions: written by its directors, read by faculty, confirmed by chiefs."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import Kwargs, Outcome, Row, colleagues, everyone, only
from tests.contract.world import World

DIRECTORS = {**only("director", others=Outcome.DENIED), "other_director": Outcome.HIDDEN}

EVERY_DIRECTOR = only("director", "other_director", others=Outcome.DENIED)


def _asked(**more: Any) -> Kwargs:
    """The question of a director to the facilitator and someone who has no role here."""
    return lambda world: {"pk": world.rows["pair_request"].pk, **more}


def _here(**more: Any) -> Kwargs:
    return lambda world: {"pk": world.rows["dated_program"].pk, **more}


def _question(world: World) -> dict[str, Any]:
    return {"pk": world.rows["dated_program"].pk, "question": world.rows["question"].pk}


def _pair(world: World) -> dict[str, Any]:
    return {"pk": world.rows["dated_program"].pk, "tie": world.rows["made_tie"].pk}


def _project(**more: Any) -> Kwargs:
    """The program in which someone chooses projects."""
    return lambda world: {"pk": world.rows["program_project"].program_id, **more}


def _own(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


PROGRAMS: dict[str, Row] = {
    # Whoever is enrolled chooses, for themselves alone; directors write the projects and see no list.
    "matching:project_choices": Row(only("facilitator"), kwargs=_project()),
    "matching:project_order": Row(only("facilitator"), kwargs=_project(), method="post"),
    "matching:project_choose": Row(
        only("facilitator"),
        kwargs=_project(act="add"),
        method="post",
        data=lambda world: {"key": str(world.rows["program_project"].pk)},
    ),
    # A mentor's own projects; whoever runs the program accepts them.
    "matching:own_projects": Row(only("supervisor"), kwargs=_project()),
    "matching:offer_new": Row(only("supervisor"), kwargs=_project()),
    "matching:offer_edit": Row(only("supervisor"), kwargs=_own("offered_project")),
    "matching:offer_answer": Row(only("supervisor"), kwargs=_own("offered_project"), method="post"),
    "matching:offer_withdraw": Row(
        only("supervisor"), kwargs=_own("offered_project"), method="post"
    ),
    "matching:project_review": Row(DIRECTORS, kwargs=_own("offered_project")),
    "matching:project_list": Row(DIRECTORS, kwargs=_project()),
    "matching:project_new": Row(DIRECTORS, kwargs=_project()),
    "matching:project_paste": Row(DIRECTORS, kwargs=_project()),
    "matching:project_edit": Row(DIRECTORS, kwargs=_own("program_project")),
    "matching:project_run_start": Row(
        DIRECTORS, kwargs=_project(), method="post", data=lambda world: {"method": "stable"}
    ),
    "matching:project_run": Row(DIRECTORS, kwargs=_own("project_run")),
    "matching:project_publish": Row(DIRECTORS, kwargs=_own("project_run"), method="post"),
    "matching:project_run_table": Row(DIRECTORS, kwargs=_own("project_run")),
    "matching:project_put": Row(
        DIRECTORS,
        kwargs=_own("placement"),
        method="post",
        data=lambda world: {"to": "nothing"},
    ),
    "evaluations:pair_help": Row(DIRECTORS, kwargs=_pair),
    "evaluations:pair_note": Row(DIRECTORS, kwargs=_pair),
    "evaluations:pair_end": Row(DIRECTORS, kwargs=_pair),
    "matching:pair_requests": Row(EVERY_DIRECTOR),
    "matching:pair_requests_file": Row(EVERY_DIRECTOR, kwargs=lambda world: {"suffix": "csv"}),
    "matching:pair_requests_act": Row(EVERY_DIRECTOR, method="post"),
    "matching:pair_requests_views": Row(EVERY_DIRECTOR, method="post"),
    "matching:pair_request_new": Row(EVERY_DIRECTOR),
    "matching:pair_request": Row(only("facilitator"), kwargs=_asked()),
    "matching:pair_request_answer": Row(
        only("facilitator"), kwargs=_asked(act="accept"), method="post"
    ),
    "matching:program_calendar": Row(colleagues(), kwargs=_here()),
    "matching:time_confirmation": Row(
        everyone(), kwargs=lambda world: {"token": world.rows["confirm_token"]}
    ),
    "matching:enrollment_confirm": Row(
        everyone(), kwargs=lambda world: {"token": world.rows["enroll_token"]}
    ),
    "matching:program_dates": Row(DIRECTORS, kwargs=_here()),
    "matching:program_dates_add": Row(
        DIRECTORS,
        kwargs=_here(),
        method="post",
        data=lambda world: {
            "first": "2099-02-06",
            "count": "1",
            "every": "in_a_row",
            "starts": "09:00",
            "minutes": "480",
        },
    ),
    "matching:program_dates_shift": Row(
        DIRECTORS,
        kwargs=_here(),
        method="post",
        data=lambda world: {"first": "2099-01-01", "weeks": "1"},
    ),
    "matching:program_dates_settings": Row(DIRECTORS, kwargs=_here(), method="post"),
    "matching:program_answers": Row(DIRECTORS, kwargs=_here()),
    "matching:program_questions": Row(DIRECTORS, kwargs=_here()),
    "matching:program_question_new": Row(DIRECTORS, kwargs=_here()),
    "matching:program_question": Row(DIRECTORS, kwargs=_question),
    "matching:program_question_delete": Row(DIRECTORS, kwargs=_question, method="post"),
    "evaluations:question_counts": Row(DIRECTORS, kwargs=_here()),
    "evaluations:question_counts_file": Row(DIRECTORS, kwargs=_here()),
}
