"""The end of a program: each person's own page; for directors counts, and who said yes to be listed."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import Kwargs, Outcome, Row, everyone, only


def _here(name: str, **more: Any) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk, **more}


DIRECTORS = {**only("director", others=Outcome.DENIED), "other_director": Outcome.HIDDEN}
GROUP = only("protege", "facilitator")
OWN = only("protege")

ENDINGS: dict[str, Row] = {
    # Whoever holds a certificate; without its number the page shows nothing.
    "evaluations:certificate_check": Row(everyone()),
    "evaluations:ending": Row(OWN, kwargs=_here("completion")),
    "evaluations:certificate": Row(OWN, kwargs=_here("completion")),
    "evaluations:ending_act": Row(OWN, kwargs=_here("completion", act="join"), method="post"),
    "evaluations:go_on": Row(
        GROUP,
        kwargs=_here("continuation"),
        method="post",
        data=lambda world: {"answer": "yes"},
    ),
    "evaluations:plan_ending": Row(DIRECTORS, kwargs=_here("group_program")),
    "evaluations:cohort": Row(DIRECTORS, kwargs=_here("ended_program")),
    "evaluations:alumni": Row(DIRECTORS, kwargs=_here("ended_program")),
    # A group's piece of work: those in the group. Not the director.
    "evaluations:group_paper": Row(GROUP, kwargs=_here("work_group")),
    "evaluations:work": Row(GROUP, kwargs=_here("work_group")),
    "evaluations:work_edit": Row(GROUP, kwargs=_here("work_group")),
    "evaluations:work_step_add": Row(
        GROUP,
        kwargs=_here("work_group"),
        method="post",
        data=lambda world: {"text": "Ask twenty people"},
    ),
    "evaluations:work_end": Row(GROUP, kwargs=_here("work_group")),
    "evaluations:work_step_act": Row(GROUP, kwargs=_here("work_step", act="done"), method="post"),
}
