"""Celery's way in. Harmless to run at any time, any number at once."""

from celery import shared_task
from django.utils import timezone

from mentornet.jobs import queue as jobs
from mentornet.jobs import worker
from mentornet.jobs.wake import wake_queue
from mentornet.tenancy.scope import operations


@shared_task
def work(queue: str) -> int:
    """Do one job of the queue that is due, and have a worker come back for the next one."""
    taken = worker.work(queue=queue, most=1)
    if taken:
        wake_queue(queue)
    return taken


@shared_task
@operations()
def wake_waiting() -> int:
    """Wake a worker for each queue in which a job waits, or was left by a worker; how many queues."""
    queues = jobs.queues_to_wake(now=timezone.now())
    for name in queues:
        wake_queue(name)
    return len(queues)


@shared_task
@operations()
def purge_jobs() -> int:
    """Delete jobs that have been over for a month, and processes that are gone; how many."""
    return jobs.purge_jobs(now=timezone.now())
