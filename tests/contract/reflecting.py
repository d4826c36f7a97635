"""Before, in and after a session: preparation, reflections, halfway review, messages to the group."""

from __future__ import annotations

from tests.contract.matrix import Row, only
from tests.contract.sessions import GROUP, LEADS, pk_of

# Those who facilitate read what is said, so nobody asks them.
MEMBERS_OF_IT = only("protege")

REFLECTING: dict[str, Row] = {
    "evaluations:preparation": Row(
        GROUP,
        kwargs=pk_of("session"),
        method="post",
        data=lambda world: {"item": "gone", "done": "1"},
    ),
    "evaluations:reflection": Row(MEMBERS_OF_IT, kwargs=pk_of("session")),
    "evaluations:reflection_close": Row(MEMBERS_OF_IT, kwargs=pk_of("session"), method="post"),
    "evaluations:reflection_delete": Row(MEMBERS_OF_IT, kwargs=pk_of("session"), method="post"),
    # Of a program in which the facilitator of the world leads no group.
    "evaluations:program_reflections": Row(only("director"), kwargs=pk_of("program")),
    "evaluations:halfway": Row(GROUP, kwargs=pk_of("session")),
    "evaluations:halfway_here": Row(LEADS, kwargs=pk_of("session"), method="post"),
    "evaluations:group_messages": Row(GROUP, kwargs=pk_of("group")),
    "evaluations:group_message_new": Row(LEADS, kwargs=pk_of("group")),
}
