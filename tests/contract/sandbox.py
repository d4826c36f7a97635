"""Who meets what at the test institution of an institution: its directors alone."""

from __future__ import annotations

from typing import Any

from mentornet.mail.outbox import queue_message, send_due
from mentornet.models import OutboxMessage
from profiles.models import Institution
from profiles.sandbox.domain.making import create_sandbox
from tests.contract.matrix import Outcome, Row, only
from tests.contract.world import World

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
# The director of another institution has none there.
HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}


def made(world: World) -> Institution:
    director = world.members["director"]
    return create_sandbox(director.institution, by=director.user, filled=False)


def _made(world: World) -> dict[str, Any]:
    made(world)
    return {}


def _email(world: World) -> dict[str, Any]:
    sandbox = made(world)
    kept = queue_message(
        key=f"matrix:{sandbox.pk}",
        to="ada@school.example",
        subject="Kept",
        template="break_glass",
        context={},
        institution=sandbox,
    )
    send_due()
    return {"pk": OutboxMessage.objects.get(pk=kept.pk).pk}


SANDBOX: dict[str, Row] = {
    "profiles:sandbox": Row(DIRECTORS),
    "profiles:sandbox_enter": Row(HERE, kwargs=_made, method="post"),
    # In the real institution there is nowhere to go back to.
    "profiles:sandbox_leave": Row(
        {**HERE, "director": Outcome.HIDDEN}, kwargs=_made, method="post"
    ),
    "profiles:sandbox_reset": Row(HERE, kwargs=_made),
    "profiles:sandbox_delete": Row(HERE, kwargs=_made, method="post"),
    "profiles:sandbox_emails": Row(HERE, kwargs=_made),
    "profiles:sandbox_email": Row(HERE, kwargs=_email),
}
