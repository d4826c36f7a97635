"""The kinds of jobs: each app registers its own, next to the function that does the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from mentornet.jobs.models import Job

ATTEMPTS = 3


def _nothing(job: Job) -> None:
    """What most kinds do beside."""


@dataclass(frozen=True)
class Kind:
    """What is done for a job, in which queue, and what its own row learns.

    *work* does it, in the scope of the institution. *failed* writes the sentence into the job's own
    row, in the transaction that fails the job; *retried* opens that row again when an operator
    retries, and *cancelled* closes it. A kind without *work* is done by its own sweep.
    """

    name: str
    queue: str
    work: Callable[[Job], None] | None = None
    failed: Callable[[Job], None] = _nothing
    retried: Callable[[Job], None] = _nothing
    cancelled: Callable[[Job], None] = _nothing
    attempts: int = ATTEMPTS


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make *kind* known under its name; the latest one counts."""
    KINDS[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind:
    """Return the kind with this name. Raise KeyError where no app registers it."""
    if name not in KINDS:
        _discover()
    return KINDS[name]


def known(name: str) -> Kind:
    """Return the kind with this name; one without any work for what a sweep does by itself."""
    _discover()
    return KINDS.get(name) or Kind(name, "default")


def runnable() -> list[str]:
    """Return the names of the kinds that any worker may run."""
    _discover()
    return [one.name for one in KINDS.values() if one.work is not None]


@cache
def _discover() -> None:
    """Import what registers kinds: each app's tasks lead to it."""
    autodiscover_modules("tasks")


def sentence_for(reason: str) -> str:
    """Return what who waits is told of a job that failed for *reason*."""
    return {
        "timeout": _(
            "This took too long and was stopped. Nothing was changed. Try again; if it stops "
            "again, ask the people who run this service."
        ),
        "killed": _(
            "This was interrupted several times, so we stopped trying. Nothing was changed. "
            "Try again; if it stops again, ask the people who run this service."
        ),
    }.get(reason) or _(
        "Something went wrong, and trying several times did not help. Nothing was changed. Try "
        "again; if it fails again, ask the people who run this service."
    )
