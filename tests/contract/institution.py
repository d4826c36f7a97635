"""What an institution decides about itself: its directors alone, and not those of another one."""

from __future__ import annotations

from tests.contract.matrix import Kwargs, Outcome, Row, only

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}


def _approval() -> Kwargs:
    return lambda world: {"pk": world.rows["approval"].pk}


INSTITUTION: dict[str, Row] = {
    "profiles:approvals": Row(DIRECTORS),
    "profiles:approval_approve": Row(HERE, kwargs=_approval(), method="post"),
    "profiles:approval_refuse": Row(HERE, kwargs=_approval(), method="post"),
    "profiles:staff_roles": Row(DIRECTORS),
    "profiles:staff_role_grant": Row(DIRECTORS),
    "profiles:outside_invite": Row(DIRECTORS),
    "profiles:outside_end": Row(HERE, kwargs=lambda world: {"pk": world.rows["from_outside"].pk}),
    "profiles:staff_role_revoke": Row(
        HERE, kwargs=lambda world: {"pk": world.members["ombuds"].staff_roles.get().pk}
    ),
    "profiles:approval_withdraw": Row(HERE, kwargs=_approval(), method="post"),
}
