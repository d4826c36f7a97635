"""The tasks of the project itself, where Celery looks for them."""

from mentornet.api.tasks import purge_answers
from mentornet.changes.tasks import compact_changes, purge_changes
from mentornet.drafts.tasks import purge_drafts
from mentornet.jobs.tasks import purge_jobs, wake_waiting, work
from mentornet.mail.tasks import (
    clear_ended_mail,
    purge_inbound,
    purge_links,
    read_mailbox,
    send_due_mail,
    send_urgent_mail,
)
from mentornet.webhooks.tasks import deliver_webhooks, purge_events

__all__ = [
    "clear_ended_mail",
    "compact_changes",
    "deliver_webhooks",
    "purge_answers",
    "purge_changes",
    "purge_drafts",
    "purge_events",
    "purge_inbound",
    "purge_jobs",
    "purge_links",
    "read_mailbox",
    "send_due_mail",
    "send_urgent_mail",
    "wake_waiting",
    "work",
]
