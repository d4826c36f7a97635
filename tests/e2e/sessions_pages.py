"""The pages of absence, make-up sessions and a program's office, by the role that opens them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse

from evaluations.sessions.attendance.domain.absence import absence_address
from mentornet.mail.links import Batch
from tests.contract.world import World


def sessions_pages(world: World) -> dict[str, list[str]]:
    """Return addresses by role."""
    rows = world.rows
    ahead, group = rows["session_ahead"].pk, rows["group"].pk
    batch = Batch()
    link = urlsplit(absence_address(rows["session_ahead"], world.protege, batch=batch)).path
    batch.save()
    return {
        "anonymous": [link],
        "protege": [
            reverse("evaluations:session_absence", args=[ahead]),
            reverse("evaluations:meeting", args=[ahead]),
            reverse("evaluations:session_needs", args=[group]),
        ],
        "facilitator": [
            reverse("evaluations:meeting", args=[ahead]),
            reverse("evaluations:console", args=[rows["session"].pk]),
            reverse("evaluations:make_up", args=[rows["cancelled_session"].pk]),
        ],
        "director": [
            reverse("evaluations:program_sessions", args=[rows["office_program"].pk]),
            reverse("evaluations:program_sessions", args=[rows["group_program"].pk]),
            reverse("evaluations:session_place", args=[ahead]),
            reverse("evaluations:program_make_up", args=[rows["cancelled_session"].pk]),
            reverse("matching:attendance_rules", args=[rows["group_program"].pk]),
        ],
    }
