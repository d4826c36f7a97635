"""What the publication of a run tells people: who waits, and how all of it is put in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.runs.models import MatchRun
from mentornet.jobs.progress import Progress
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages

MESSAGES = 100


@read_by("enrollment.member")
def waiting_message(run: MatchRun, enrollment: Enrollment, *, template: str, link: str) -> Message:
    """Tell who got no place in *run* that they are on the waiting list, and what they can do: *link*.

    The key is the template, the run and the person, so that they are told of a run once.
    """
    program = run.program
    return Message(
        key=f"{template.replace('_', '-')}-{run.pk}-{enrollment.pk}",
        to=enrollment.member.user.email,
        subject=_("%(program)s: you’re on the wait list") % {"program": program.name},
        template=template,
        context={
            "program": program,
            "institution": program.institution,
            "name": enrollment.member.short_name,
            "link": settings.SITE_URL + link,
        },
        institution_id=program.institution_id,
    )


def post_messages(messages: Sequence[Message], *, progress: Progress) -> None:
    """Put *messages* in the outbox, a batch at a time: the second half of a publication."""
    for at in range(0, len(messages), MESSAGES):
        progress(len(messages) + at, 2 * len(messages))
        queue_messages(messages[at : at + MESSAGES])
