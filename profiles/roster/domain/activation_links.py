"""Mailing activation links to everyone who has none of their own yet, as a job of who asked for it."""

from __future__ import annotations

from mentornet.jobs.kinds import Kind, register
from mentornet.jobs.models import Job
from mentornet.jobs.queue import enqueue
from profiles.models import Membership
from profiles.people.domain.activation import send_activation_mails

KIND = "roster.activation"


def ask_for_activation_mails(director: Membership) -> None:
    """Have the links mailed soon; asking twice is asking once, and no one gets two on one day."""
    enqueue(KIND, director)


def _work(job: Job) -> None:
    director = Membership.objects.select_related("institution", "user").get(pk=job.subject)
    send_activation_mails(director.institution, actor=director.user)


register(Kind(KIND, "mail", work=_work))
