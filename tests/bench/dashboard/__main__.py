"""Measure the dashboard on an institution of 1,000 people, then on one of 100,000, both with 400 programs.

    make bench-dashboard
    python -m mentornet.dev.embedded --folder var/pg-bench-dashboard --durable -- \
        python -m tests.bench.dashboard [--sizes 1000 100000] [--rounds 25] [--keep]

Each size has the database for itself: what was there is deleted, unless --keep finds an institution of
this size, made before. The director of the whole institution
opens every page through Django's test client, with row-level security: server time, without the
network. The baseline is a plain page in the same run: signed in, the base template, one query. The pages
are opened by turns, so that other work on the machine slows all of them. "cpu" is the time of the
processor in this process, without the database's, which other work changes least.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.__main__ import Measured, _opening, _timed, _without_policies  # sets Django up

# isort: split
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from mentornet import urls
from profiles.models import AuditEvent, Membership, StaffRole, Unit
from tests.bench.dashboard.people import make_institution

PLAIN = "a plain page (baseline)"
PAGES = {
    "desk": "evaluations:dashboard",
    "needs attention": "evaluations:attention",
    "people": "profiles:directed_people",
    "mentors": "profiles:directed_mentors",
    "programs": "matching:directing_programs",
    "enrollments": "matching:enrollments",
    "mentors’ capacity": "matching:openings",
    "wait list": "matching:waiting",
    "pairs": "evaluations:pairs",
    "groups": "evaluations:directing_groups",
    "sessions": "evaluations:directing_sessions",
    "surveys": "evaluations:directing_surveys",
    "messages": "evaluations:desk_messages",
    "imports": "profiles:imports",
    "audit": "evaluations:audit",
    "activity": "evaluations:desk_activity",
    "figures": "evaluations:desk_figures",
}


@dataclass(frozen=True)
class Page(Measured):
    """What one page took."""

    cpu_times: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpu_times)


def plain(request: HttpRequest) -> HttpResponse:
    """The base template around one line, which one query gave."""
    template = engines["django"].from_string(
        '{% extends "base.html" %}{% block content %}<p>{{ unit.name }}</p>{% endblock %}'
    )
    return HttpResponse(template.render({"unit": Unit.objects.first()}, request))


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=25, help="times each page is opened")
    parser.add_argument("--keep", action="store_true", help="measure what an earlier run made")
    options = parser.parse_args()
    urls.urlpatterns.insert(0, path("bench/plain/", plain, name="bench_plain"))
    with _without_policies():
        call_command("migrate", verbosity=0, interactive=False)
    first: dict[str, Page] = {}
    for size in options.sizes:
        results = _measured(size, rounds=options.rounds, keep=options.keep)
        _print(size, results, first)
        first = first or {one.name: one for one in results}


def _measured(size: int, *, rounds: int, keep: bool) -> list[Page]:
    with _without_policies():
        director = (_kept(size) if keep else None) or _made(size)
    client = Client(headers={"host": "localhost"})
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {PLAIN: reverse("bench_plain")}
    addresses |= {name: reverse(url_name) for name, url_name in PAGES.items()}
    return _by_turns({name: _opening(client, one) for name, one in addresses.items()}, rounds)


def _by_turns(pages: dict[str, Callable[[], None]], rounds: int) -> list[Page]:
    measured = []
    for name, call in pages.items():
        call()
        with CaptureQueriesContext(connection) as seen:
            call()
        measured.append(Page(name, [], queries=len(seen)))
    for _round in range(rounds):
        for one in measured:
            began = time.process_time()
            one.times.append(_timed(pages[one.name]))
            one.cpu_times.append((time.process_time() - began) * 1_000)
    return measured


def _kept(size: int) -> Membership | None:
    """Return the director of an institution that an earlier run made and finished."""
    roles = StaffRole.objects.filter(institution__slug=f"bench-{size}")
    finished = AuditEvent.objects.filter(institution__slug=f"bench-{size}").exists()
    first = roles.select_related("membership__user").first() if finished else None
    return first.membership if first else None


def _made(size: int) -> Membership:
    began = time.perf_counter()
    _empty()
    director = make_institution(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"\nMade {size:,} people in {time.perf_counter() - began:.0f} s.")
    return director


def _empty() -> None:
    """Delete all institutions and logins with whatever hangs on them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE profiles_institution, profiles_user, mentornet_outboxmessage CASCADE"
        )


def _print(size: int, results: list[Page], first: dict[str, Any]) -> None:
    print(f"{size:,} people, 400 programs; {platform.machine()}, {os.cpu_count()} cores; ms\n")
    heads = (
        f"{'median':>9}{'p95':>9}{'ratio':>8}{'cpu':>9}{'ratio':>8}{'statements':>12}{'growth':>9}"
    )
    print(f"{'':26}{heads}")
    base = results[0]
    for one in results:
        grown = f"{one.median / first[one.name].median:.2f}" if first else ""
        print(
            f"{one.name:26}{one.median:9.1f}{one.p95:9.1f}{one.median / base.median:8.1f}"
            f"{one.cpu:9.1f}{one.cpu / base.cpu:8.1f}{one.queries:12}{grown:>9}",
            flush=True,
        )


if __name__ == "__main__":
    main()
