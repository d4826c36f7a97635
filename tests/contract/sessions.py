"""Sessions, curricula and files: for those in the group; guides for who facilitates it alone."""

from __future__ import annotations

from tests.contract.matrix import Expected, Kwargs, Outcome, Row, only
from tests.contract.world import ROLES


def pk_of(name: str, **more: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk, **more}


def directors_here() -> Expected:
    return {**only("director", others=Outcome.DENIED), "other_director": Outcome.HIDDEN}


def directors() -> Expected:
    return only("director", "other_director", others=Outcome.DENIED)


# Not the director, and not a member's mentor or chief.
GROUP = only("protege", "facilitator")
LEADS = only("facilitator")

SESSIONS: dict[str, Row] = {
    "evaluations:file": Row(GROUP, kwargs=pk_of("file")),
    "evaluations:projector": Row(GROUP, kwargs=pk_of("session")),
    "evaluations:park": Row(
        GROUP, kwargs=pk_of("group"), method="post", data=lambda world: {"text": "Something"}
    ),
    "evaluations:parked": Row(GROUP, kwargs=pk_of("parked", act="done"), method="post"),
    "evaluations:group_agree_authorship": Row(GROUP, kwargs=pk_of("group"), method="post"),
    # Members are not let in where somebody facilitates.
    "evaluations:session": Row(LEADS, kwargs=pk_of("session")),
    "evaluations:session_material": Row(LEADS, kwargs=pk_of("session"), method="post"),
    "evaluations:material_remove": Row(LEADS, kwargs=pk_of("material"), method="post"),
    "evaluations:console": Row(LEADS, kwargs=pk_of("session")),
    "evaluations:clock": Row(
        LEADS,
        kwargs=pk_of("session", act="start"),
        method="post",
        data=lambda world: {"segment": "0"},
    ),
    "evaluations:spoke": Row(
        LEADS,
        kwargs=pk_of("session"),
        method="post",
        data=lambda world: {"member": str(world.protege.pk), "spoken": "1"},
    ),
    "evaluations:charter": Row(LEADS, kwargs=pk_of("group")),
    "evaluations:apply_curriculum": Row(LEADS, kwargs=pk_of("group")),
    "evaluations:shift_sessions": Row(LEADS, kwargs=pk_of("group")),
    # What one says of a session oneself, on its page or by the link of a mail.
    "evaluations:session_absence": Row(GROUP, kwargs=pk_of("session_ahead")),
    "evaluations:session_absence_link": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
    "evaluations:session_needs": Row(only("protege", "facilitator"), kwargs=pk_of("group")),
    "evaluations:make_up": Row(LEADS, kwargs=pk_of("session")),
    # The office of a program: dates, rooms and counts.
    "evaluations:program_sessions": Row(directors_here(), kwargs=pk_of("office_program")),
    "evaluations:program_sessions_file": Row(
        directors_here(), kwargs=pk_of("office_program", suffix="csv")
    ),
    "evaluations:session_place": Row(directors_here(), kwargs=pk_of("session_ahead")),
    "evaluations:program_make_up": Row(directors_here(), kwargs=pk_of("cancelled_session")),
    "matching:attendance_rules": Row(directors_here(), kwargs=pk_of("group_program")),
    # Directors keep the templates; what a group made of one is closed to them.
    "evaluations:curricula": Row(directors()),
    "evaluations:curriculum_new": Row(directors()),
    "evaluations:curriculum_built_in": Row(directors(), kwargs=lambda world: {"key": "evenings"}),
    "evaluations:curriculum": Row(directors_here(), kwargs=pk_of("curriculum")),
    "evaluations:curriculum_delete": Row(
        directors_here(),
        kwargs=pk_of("curriculum"),
        method="post",
        data=lambda world: {"sure": "1"},
    ),
    "evaluations:outline_add": Row(directors_here(), kwargs=pk_of("curriculum"), method="post"),
    "evaluations:outline": Row(directors_here(), kwargs=pk_of("outline")),
    "evaluations:outline_act": Row(
        directors_here(), kwargs=pk_of("outline", act="down"), method="post"
    ),
    "evaluations:outline_material": Row(directors_here(), kwargs=pk_of("outline"), method="post"),
    "evaluations:outline_material_remove": Row(
        directors_here(), kwargs=pk_of("outline_material"), method="post"
    ),
}
