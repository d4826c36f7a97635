"""Measure the API on an institution of 100,000 people, and the bulk roster.

    python -m tests.bench.api [--scale 100000] [--seconds 8]

The people are those of `make bench`. Each route is asked again and again through Django's test
client, by one client of the institution, each time for another row or page: server time, without the
network and on one core. The baseline is a bare route of Django REST framework with one query, in
the same run and without our authentication, limits and problems.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
# Makes the people as well. What row-level security costs is measured by `make bench`.
os.environ["MENTORNET_AS_OWNER"] = "1"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.renderers import JSONRenderer  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from mentornet import urls  # noqa: E402
from profiles.api_access.domain.clients import create_client, revoke_client  # noqa: E402
from profiles.models import Institution, Membership, User  # noqa: E402
from profiles.roster.domain.imports import advance, start_bulk  # noqa: E402
from tests.bench.__main__ import _load  # noqa: E402
from tests.support.api import LONG_AGO, token_of  # noqa: E402

ROWS = 400


class Bare(APIView):
    """One query, one JSON object, nothing else."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    throttle_classes: Any = ()
    renderer_classes = (JSONRenderer,)

    def get(self, request: Any, pk: Any) -> Response:
        return Response(Membership.objects.values("id", "given_name", "family_name").get(pk=pk))


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds, and the queries of one call."""

    name: str
    times: list[float]
    queries: int

    @property
    def a_second(self) -> float:
        return 1000 * len(self.times) / sum(self.times)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000, metavar="PEOPLE")
    parser.add_argument("--seconds", type=float, default=8, help="how long each route is asked")
    options = parser.parse_args()
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    call_command("migrate", verbosity=0, interactive=False)
    _load(options.scale)
    school = max(Institution.objects.all(), key=lambda one: one.memberships.count())
    _routes(school, seconds=options.seconds)
    _export(school)
    _bulk(school)


def _routes(school: Institution, *, seconds: float) -> None:
    urls.urlpatterns.insert(0, path("bench/bare/<uuid:pk>", Bare.as_view()))
    actor = User.objects.filter(memberships__institution=school).first()
    assert actor is not None
    client, secret = create_client(
        school,
        name="bench",
        scopes=["members:read", "members:write", "units:read", "assessments:read"],
        actor=actor,
    )
    token = token_of(client, secret).json()["access_token"]
    http = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    people = list(Membership.objects.current().of(school).select_related("user")[:ROWS])
    pages = _pages(http)
    puts = [
        (
            f"/api/v1/members/external/{one.external_id}",
            json.dumps(
                {
                    "email": one.user.email,
                    "given_name": one.given_name,
                    "family_name": one.family_name,
                    "rank": one.rank,
                }
            ),
        )
        for one in people
    ]
    calls: dict[str, Iterator[Callable[[], Any]]] = {
        "a bare DRF route (baseline)": _gets(http, [f"/bench/bare/{one.pk}" for one in people]),
        "one person": _gets(http, [f"/api/v1/members/{one.pk}" for one in people]),
        "people, a page of 100": _gets(http, pages),
        "who changed, a page of 100": _gets(http, [f"/api/v1/members?updated_since={LONG_AGO}"]),
        "a person by external id": _gets(
            http, [f"/api/v1/members?external_id={one.external_id}" for one in people]
        ),
        "put a person, unchanged": cycle(
            [lambda a=a, b=b: http.put(a, b, content_type="application/json") for a, b in puts]
        ),
    }
    print(
        f"\n{school.memberships.count():,} people; {platform.machine()}, {os.cpu_count()} cores\n"
    )
    print(f"{'':30}{'a second':>10}{'median':>9}{'p95':>9}{'ratio':>8}{'queries':>9}")
    base = None
    for name, asked in calls.items():
        one = _measure(name, asked, seconds=seconds)
        base = base or one.median
        print(
            f"{one.name:30}{one.a_second:10.0f}{one.median:9.1f}{one.p95:9.1f}"
            f"{one.median / base:8.1f}{one.queries:9}"
        )
    revoke_client(client, actor=actor)


def _export(school: Institution) -> None:
    """Everybody as lines, read as they come; how much memory the process takes meanwhile."""
    actor = User.objects.filter(memberships__institution=school).first()
    assert actor is not None
    scopes = ["export:read", "members:read"]
    client, secret = create_client(school, name="bench export", scopes=scopes, actor=actor)
    token = token_of(client, secret).json()["access_token"]
    http = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    before = most = _memory()
    began = time.perf_counter()
    rows = size = 0
    for part in http.get("/api/v1/export?resources=members"):
        rows += part.count(b"\n")
        size += len(part)
        most = max(most, _memory())
    took = time.perf_counter() - began
    print(
        f"\nExport of {rows - 2:,} members ({size / 1024**2:.0f} MB): {took:.1f} s, "
        f"{rows / took:,.0f} rows a second; memory {before:.0f} MB before, {most:.0f} MB at most."
    )
    revoke_client(client, actor=actor)


def _memory() -> float:
    """What this process holds now, in MB."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _gets(http: Client, addresses: list[str]) -> Iterator[Callable[[], Any]]:
    return cycle([lambda address=address: http.get(address) for address in addresses])


def _pages(http: Client) -> list[str]:
    """The first pages of everybody, as a program that reads all of them turns them."""
    found = ["/api/v1/members"]
    while len(found) < 40 and (following := http.get(found[-1]).json()["next"]):
        found.append(following)
    return found


def _measure(name: str, calls: Iterator[Callable[[], Any]], *, seconds: float) -> Measured:
    queries = 0
    for _warm in range(3):
        with CaptureQueriesContext(connection) as seen:
            answer = next(calls)()
        queries = len(seen)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content[:300]!r}")
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 40:
        call = next(calls)
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return Measured(name, times, queries)


def _bulk(school: Institution) -> None:
    """Everybody as lines, each with another specialty, and 1,000 new ones; put back afterwards."""
    people = (
        Membership.objects.current()
        .of(school)
        .filter(user__is_superuser=False)
        .select_related("user")
        .defer("search")
    )
    before = {one.pk: one.specialty for one in people}
    stamp = f"Measured {time.time():.0f}"
    lines = [
        json.dumps(
            {
                "external_id": one.external_id,
                "email": one.user.email,
                "given_name": one.given_name,
                "family_name": one.family_name,
                "rank": one.rank,
                "specialty": stamp,
            }
        )
        for one in people
    ]
    lines += [
        json.dumps(
            {
                "external_id": f"{stamp}-{number}",
                "email": f"new{number}.{stamp.split()[1]}@bench.example",
                "given_name": "New",
                "family_name": "Person",
                "rank": "assistant",
            }
        )
        for number in range(1_000)
    ]
    content = "\n".join(lines).encode()
    began = time.perf_counter()
    row = start_bulk(school, content=content)
    kept = time.perf_counter()
    advance(row.pk)
    done = time.perf_counter()
    row.refresh_from_db()
    print(
        f"\nBulk roster of {len(lines):,} lines ({len(content) / 1024**2:.0f} MB): {row.state}, "
        f"{row.counts.get('changed', 0):,} changed, {row.counts.get('added', 0):,} added; "
        f"{kept - began:.2f} s in the web worker, {done - kept:.1f} s in the background, "
        f"{len(lines) / (done - kept):,.0f} rows a second."
    )
    Membership.objects.filter(external_id__startswith=stamp).update(end_date="2026-01-31")
    changed = [Membership(pk=pk, specialty=words) for pk, words in before.items()]
    Membership.objects.bulk_update(changed, ["specialty"], batch_size=5_000)


if __name__ == "__main__":
    main()
