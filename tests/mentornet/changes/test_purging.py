"""What is long gone is told no more, and whoever would miss it is told that."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from mentornet.api.urls import RESOURCES
from mentornet.changes import purging
from mentornet.changes.models import Change, ChangeHorizon
from mentornet.changes.tasks import purge_changes
from profiles.models import Institution, Unit
from tests.contract.test_api_matrix import world_with_api  # noqa: F401  (a fixture)
from tests.contract.world import World
from tests.factories import InstitutionFactory, UnitFactory
from tests.support.api import LONG_AGO, Api

pytestmark = pytest.mark.django_db


def aged(**delta: float) -> None:
    Change.objects.update(changed_at=timezone.now() - timedelta(**delta))


def purge_in(days: float, institution: Institution) -> int:
    """What a purge deletes that comes so many days from now."""
    return purging.purge_changes(institution.pk, now=timezone.now() + timedelta(days=days))


def test_what_is_long_gone_is_deleted_in_batches_each_institution_by_itself(
    monkeypatch,
) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    here, elsewhere = InstitutionFactory.create_batch(2)
    units = UnitFactory.create_batch(5, institution=here)
    stays, theirs = UnitFactory(institution=here), UnitFactory(institution=elsewhere)
    gone = {str(one.pk) for one in units}
    Unit.objects.filter(pk__in=gone | {theirs.pk}).delete()
    aged(days=402)
    of_theirs = Change.objects.filter(row_id=theirs.pk)

    # The first run closes what is too long ago, and deletes nothing: a reader of before may be at it.
    assert purge_changes() == 0
    assert ChangeHorizon.objects.count() >= 2
    # Nobody else's: neither their rows, nor since when they are told.
    then = set(ChangeHorizon.objects.exclude(institution=here).values_list("pk", "kept_since"))
    assert purge_in(1, here) == 10
    assert not Change.objects.filter(row_id__in=gone).exists()
    assert of_theirs.count() == 2
    assert then == set(
        ChangeHorizon.objects.exclude(institution=here).values_list("pk", "kept_since")
    )
    assert purge_changes() == 2
    assert not of_theirs.exists()
    assert Change.objects.filter(row_id=stays.pk, resource="units").exists()


def test_who_is_let_in_misses_nothing_up_to_the_moment_itself(settings) -> None:
    """All that went at or after the moment that is let in is told, whatever was purged by then."""
    settings.CHANGES_KEPT_DAYS = 30
    api = Api(InstitutionFactory())
    here = api.client.institution
    assert purge_in(0, here) == 0
    edge = ChangeHorizon.objects.get(institution=here).kept_since
    unit = UnitFactory(institution=here)
    key = str(unit.pk)
    unit.delete()
    Change.objects.filter(row_id=key).update(changed_at=edge)
    ask = quote(edge.isoformat())
    # As if the setting had been longer before: the run's horizon alone decides.
    settings.CHANGES_KEPT_DAYS = 400

    for _time in range(2):
        assert api.get(f"/units?updated_since={ask}").json()["removed"] == [key]
        purge_in(0, here)
    late = quote((edge - timedelta(microseconds=1)).isoformat())
    assert api.get(f"/units?updated_since={late}").status_code == 410
    # A shorter time shuts the door first; what those are reading whom it had let in goes a run later.
    settings.CHANGES_KEPT_DAYS = 10
    assert purge_in(0, here) == 0
    assert api.get(f"/units?updated_since={ask}").status_code == 410
    assert Change.objects.filter(row_id=key).exists()
    assert purge_in(1, here) == 2
    assert not Change.objects.filter(row_id=key).exists()


def test_what_is_there_stays_whatever_its_age(world_with_api: World) -> None:  # noqa: F811
    api = Api(world_with_api.protege.institution)
    listed = {name: api.get(f"/{name}?limit=500").json()["items"] for name, _view in RESOURCES}
    aged(days=4_000)

    for days in (0, 1):
        purge_in(days, api.client.institution)

    aged(days=1)
    for name, items in listed.items():
        page = api.get(f"/{name}?limit=500&updated_since={LONG_AGO}").json()
        assert {one["id"] for one in page["items"]} >= {one["id"] for one in items}, name


def test_who_was_away_for_longer_reads_everything_again(settings) -> None:
    api = Api(InstitutionFactory())
    here = api.client.institution
    unit = UnitFactory(institution=here)
    before = f"{timezone.now() - timedelta(days=401):%Y-%m-%dT%H:%M:%SZ}"
    after = f"{timezone.now() - timedelta(days=399):%Y-%m-%dT%H:%M:%SZ}"

    assert api.get(f"/units?updated_since={after}").status_code == 200
    for path, parameter in (
        (f"/units?updated_since={before}", "updated_since"),
        (f"/export?since={before}", "since"),
    ):
        answer = api.get(path)
        found = answer.json()
        assert (answer.status_code, found["code"]) == (410, "changes_gone")
        assert answer["Content-Type"] == "application/problem+json"
        assert found["errors"][0]["parameter"] == parameter
    # As it is told to: everything, and then what changed from there on.
    assert [one["id"] for one in api.get("/units").json()["items"]] == [str(unit.pk)]
    gone = str(unit.pk)
    unit.delete()
    page = api.get(f"/units?updated_since={found['synced_until']}").json()
    assert page["removed"] == [gone]

    # A longer time brings nothing back that a shorter one has deleted.
    settings.CHANGES_KEPT_DAYS = 100
    purging.purge_changes(here.pk)
    settings.CHANGES_KEPT_DAYS = 400
    assert api.get(f"/units?updated_since={LONG_AGO}").status_code == 410
    recent = f"{timezone.now() - timedelta(days=99):%Y-%m-%dT%H:%M:%SZ}"
    assert api.get(f"/units?updated_since={recent}").status_code == 200
