"""Parts in a group and guests of a session: for who facilitates it, its director, and the guest."""

from __future__ import annotations

from tests.contract.matrix import Kwargs, Outcome, Row, only


def _of(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


LEADS = only("facilitator")
DIRECTORS = {**only("director", others=Outcome.DENIED), "other_director": Outcome.HIDDEN}

PARTS: dict[str, Row] = {
    "networks:group_parts": Row(LEADS, kwargs=_of("group")),
    "networks:group_step_down": Row(LEADS, kwargs=_of("group"), method="post"),
    "networks:directing_group_parts": Row(DIRECTORS, kwargs=_of("group")),
    "networks:directing_group_self_led": Row(DIRECTORS, kwargs=_of("group"), method="post"),
    "networks:directing_group_step_down": Row(DIRECTORS, kwargs=_of("leading_part"), method="post"),
    "evaluations:session_guests": Row(LEADS, kwargs=_of("session")),
    "evaluations:session_guest_withdraw": Row(LEADS, kwargs=_of("guest"), method="post"),
    "evaluations:session_guest": Row(only("stranger"), kwargs=_of("guest")),
    # The world's session was long ago, and its materials are closed to guests by now.
    "evaluations:session_guest_material": Row(
        only(),
        kwargs=lambda world: {
            "pk": world.rows["guest"].pk,
            "material": world.rows["outline_material"].pk,
        },
    ),
}
