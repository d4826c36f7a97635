"""The name of before for waking a worker: see `mentornet.jobs.wake`."""

from mentornet.jobs.wake import enqueue_on_commit as ring

__all__ = ["ring"]
