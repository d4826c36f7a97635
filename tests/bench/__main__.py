"""Measure the pages that people open most, and the import, on an institution of 100,000 people.

    python -m tests.bench [--scale 100000] [--rounds 40]

The people are made once and kept in the database of DATABASE_URL; a later run uses them again.
Every page is opened by the same sixty people in turn, through Django's test client: server time,
without the network. The baseline is `/healthz`, the page with one query, in the same run. What
row-level security costs is measured with it: each page is opened twice in a row, as the
application's role and as the owner of the tables, whom no policy holds and before whose statements
no scope is set. "rls" is the ratio of the two medians.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.postgres.search import SearchQuery, SearchRank  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from evaluations.models import ActionItem, Meeting  # noqa: E402
from mentornet.tenancy.scope import in_institution  # noqa: E402
from networks.models import Tie  # noqa: E402
from networks.suggestions.domain.candidates import candidates  # noqa: E402
from networks.suggestions.domain.units import unit_tree  # noqa: E402
from profiles.models import Institution, Membership, Need  # noqa: E402
from profiles.roster.domain.applying import apply_import, plan_import  # noqa: E402
from profiles.roster.domain.files import read_roster  # noqa: E402

PEOPLE = 60
IMPORT_ROWS = 20_000


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds, with row-level security and without, and the most queries of a call."""

    name: str
    times: list[float]
    queries: int
    times_without: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000, metavar="PEOPLE")
    parser.add_argument("--rounds", type=int, default=4, help="times each person opens a page")
    options = parser.parse_args()
    with _without_policies():
        call_command("migrate", verbosity=0, interactive=False)
        _load(options.scale)
        school = max(Institution.objects.all(), key=lambda one: one.memberships.count())
        people = _people(school)
    results = _pages(people, rounds=options.rounds)
    _print(school, results)
    _measure_import(school)


@contextmanager
def _without_policies() -> Iterator[None]:
    """Run the block as the owner of the tables, over a connection that sets no scope.

    Words are looked up by a plain statement there: the function that asks in its place answers
    within a scope alone.
    """
    ordinary = connections["default"]
    connections["default"] = OWNER
    try:
        with patch("networks.suggestions.domain.people._found", _found_plainly):
            yield
    finally:
        connections["default"] = ordinary


def _found_plainly(institution: UUID, query: SearchQuery) -> list[UUID]:
    found = Membership.objects.current().filter(institution=institution, search=query)
    ranked = found.order_by(
        SearchRank(F("search"), query).desc(), "family_name", "given_name", "id"
    )
    return list(ranked.values_list("pk", flat=True))


def _owner() -> Any:
    owner = connections["default"].copy()
    owner.settings_dict |= {name: settings.OWNER_DATABASE[name] for name in ("USER", "PASSWORD")}
    owner.execute_wrappers = []
    return owner


OWNER = _owner()


def _load(scale: int) -> None:
    if Institution.objects.exists():
        return
    began = time.perf_counter()
    call_command("load_demo", scale=scale, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"Made {scale:,} people in {time.perf_counter() - began:.0f} s.")


def _people(school: Institution) -> list[Membership]:
    """Half of them have the most ties and needs of all, half are as they come."""
    here = Membership.objects.current().of(school).select_related("institution", "user")
    busy = Tie.objects.active().of(school).values_list("protege", flat=True)[: PEOPLE * 40]
    needy = set(Need.objects.filter(member__in=list(busy)).values_list("member", flat=True))
    chosen = list(here.filter(pk__in=needy).order_by("pk")[: PEOPLE // 2])
    return [*chosen, *here.exclude(pk__in=needy).order_by("pk")[: PEOPLE - len(chosen)]]


def _pages(people: list[Membership], *, rounds: int) -> list[Measured]:
    clients = []
    for person in people:
        client = Client(headers={"host": "localhost"})
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        clients.append(client)
    others = [*people[1:], people[0]]
    person_pages = [reverse("networks:person", args=[one.pk]) for one in others]
    addresses: dict[str, list[str]] = {
        "/healthz (baseline)": [reverse("healthz")],
        "home": ["/"],
        "network map": [reverse("networks:network")],
        "people": [reverse("networks:people")],
        "search by hand": [reverse("networks:people") + "?q=grant"],
        "a colleague's page": person_pages,
        "people for a role": [reverse("networks:gap", args=["role", "sponsor"])],
        "people for an area": [reverse("networks:gap", args=["area", "research"])],
        "self-assessment": [reverse("profiles:self_assessment")],
        "needs": [reverse("profiles:assessment_part", args=["needs"])],
        "mentor offer": [reverse("profiles:offer")],
        "ties": [reverse("networks:ties")],
        "invitations": [reverse("networks:invitations")],
    }
    results = []
    for name, paths in addresses.items():
        calls = [
            _opening(client, paths[number % len(paths)]) for number, client in enumerate(clients)
        ]
        if "baseline" in name:
            stranger = Client(headers={"host": "localhost"})
            calls = [_opening(stranger, paths[0]) for _client in clients]
        results.append(_measure(name, calls, rounds=rounds))
    units = unit_tree(people[0].institution)
    ranking = [_ranking(person, units) for person in people]
    with in_institution(people[0].institution_id):
        results.append(_measure("suggestions for a gap", ranking, rounds=rounds))
    with in_institution(people[0].institution_id):
        page = _relationship(people[0].institution, rounds=rounds)
    with _without_policies():
        page.times_without.extend(_relationship(people[0].institution, rounds=rounds).times)
    return [*results, page]


def _relationship(school: Institution, *, rounds: int) -> Measured:
    """A tie with five years behind it: a meeting a week, 500 actions; taken back afterwards."""
    tie = Tie.objects.active().of(school).filter(mentor__isnull=False).order_by("pk")[0]
    now = timezone.now()
    with transaction.atomic():
        Meeting.objects.bulk_create(
            Meeting(
                institution=school,
                tie=tie,
                state=Meeting.State.HELD,
                starts_at=now - timedelta(weeks=week),
                notes="What we talked about",
            )
            for week in range(1, 261)
        )
        ActionItem.objects.bulk_create(
            ActionItem(
                institution=school,
                tie=tie,
                owner=tie.protege,
                text=f"Action {number}",
                done_at=now - timedelta(days=3 * number) if number > 20 else None,
            )
            for number in range(500)
        )
        client = Client(headers={"host": "localhost"})
        client.force_login(tie.protege.user, backend="django.contrib.auth.backends.ModelBackend")
        page = _opening(client, reverse("evaluations:relationship", args=[tie.pk]))
        measured = _measure("a relationship of 5 years", [page] * 10, rounds=rounds, alone=True)
        transaction.set_rollback(True)
    return measured


def _opening(client: Client, path: str) -> Callable[[], None]:
    def call() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}.")

    return call


def _ranking(person: Membership, units: object) -> Callable[[], None]:
    def call() -> None:
        list(candidates(person, role="sponsor", units=units)[:12])  # type: ignore[arg-type]

    return call


def _measure(
    name: str, calls: list[Callable[[], None]], *, rounds: int, alone: bool = False
) -> Measured:
    """Time the calls; unless *alone*, each also without policies, now before and now after."""
    queries = 0
    for call in calls:
        with CaptureQueriesContext(connection) as seen:
            call()
        queries = max(queries, len(seen))
    measured = Measured(name, [], queries)
    for number in range(rounds):
        for call in calls:
            if not alone and number % 2:
                with _without_policies():
                    measured.times_without.append(_timed(call))
            measured.times.append(_timed(call))
            if not alone and not number % 2:
                with _without_policies():
                    measured.times_without.append(_timed(call))
    return measured


def _timed(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _print(school: Institution, results: list[Measured]) -> None:
    with _without_policies():
        count = school.memberships.count()
    cores = os.cpu_count()
    print(f"\n{count:,} people; {platform.machine()}, {cores} cores; server time in ms\n")
    print(f"{'':24}{'median':>9}{'p95':>9}{'ratio':>8}{'queries':>9}{'rls':>7}")
    base = results[0].median
    for one in results:
        print(
            f"{one.name:24}{one.median:9.1f}{one.p95:9.1f}{one.median / base:8.1f}{one.queries:9}"
            f"{one.median / statistics.median(one.times_without):7.2f}"
        )


def _measure_import(school: Institution) -> None:
    """Plan and write a roster that changes everybody in it, and take it back."""
    with in_institution(school.pk):
        _import(school)


def _import(school: Institution) -> None:
    people = (
        Membership.objects.current()
        .of(school)
        .filter(user__is_superuser=False)
        .select_related("user")[:IMPORT_ROWS]
    )
    lines = ["external_id,email,given_name,family_name,rank,specialty"]
    lines += [
        f"{one.external_id},{one.user.email},{one.given_name},{one.family_name},{one.rank},Measured"
        for one in people
    ]
    lines += [f"new-{n},new{n}@bench.example,New,Person,assistant," for n in range(1000)]
    content = "\n".join(lines).encode()
    began = time.perf_counter()
    with transaction.atomic():
        sheet = read_roster(io.BytesIO(content))
        plan = plan_import(sheet.rows, institution=school)
        planned = time.perf_counter()
        apply_import(plan, actor=None, skip_bad_rows=True)
        written = time.perf_counter()
        transaction.set_rollback(True)
    total = written - began
    print(
        f"\nImport of {plan.rows:,} rows ({plan.counts['changed']:,} changed, "
        f"{plan.counts['added']:,} added): {planned - began:.1f} s to plan, "
        f"{written - planned:.1f} s to write, {plan.rows / total:,.0f} rows a second."
    )


if __name__ == "__main__":
    main()
