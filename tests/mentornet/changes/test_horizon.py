"""Whoever reads changes misses no one."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mentornet.changes.models import Change
from profiles.models import Membership
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.roster.bulk import done
from tests.support.api import LONG_AGO, Api, person


def changed_since(api: Api, since: str) -> tuple[list[str], str]:
    path, found, until = f"/members?limit=2&updated_since={since}", [], ""
    while path:
        page = api.get(path.replace("+", "%2B")).json()
        found += [one["external_id"] for one in page["items"]]
        path, until = page["next"], until or page["synced_until"]
    return found, until


@pytest.mark.django_db
def test_import_address_and_end_show_up_among_the_changes() -> None:
    api = Api(InstitutionFactory())
    people = MembershipFactory.create_batch(5, institution=api.client.institution)
    everybody, until = changed_since(api, LONG_AGO)
    assert sorted(everybody) == sorted(one.external_id for one in people)
    Change.objects.update(changed_at=timezone.now() - timedelta(days=1))
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert changed_since(api, since)[0] == []

    moved = person(8, external_id=people[0].external_id, email="new@school.example")
    done(api, api.put("/members/bulk", {"members": [moved]}))
    Membership.objects.filter(pk=people[1].pk).update(end_date="2026-01-31")
    row = person(9, external_id=people[2].external_id)
    done(api, api.put("/members/bulk", {"members": [row]}))

    assert sorted(changed_since(api, since)[0]) == sorted(one.external_id for one in people[:3])
    gone = api.get(f"/members/{people[1].pk}").json()
    assert (gone["state"], gone["end_date"]) == ("ended", "2026-01-31")
    assert until


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_yet_is_not_missed() -> None:
    api = Api(InstitutionFactory())
    member = MembershipFactory(institution=api.client.institution)
    written, may_commit = threading.Event(), threading.Event()

    def change_slowly() -> None:
        with transaction.atomic():
            Membership.objects.filter(pk=member.pk).update(rank="full")
            written.set()
            may_commit.wait(10)
        connection.close()

    worker = threading.Thread(target=change_slowly)
    worker.start()
    written.wait(10)
    # Someone else's later change is committed and seen first.
    MembershipFactory(institution=api.client.institution)
    _seen, until = changed_since(api, LONG_AGO)
    may_commit.set()
    worker.join()

    assert member.external_id in changed_since(api, until)[0]


@pytest.mark.django_db(transaction=True)
def test_who_began_before_and_writes_afterwards_is_not_missed() -> None:
    """The oldest transaction may not have written yet when the list is read."""
    api = Api(InstitutionFactory())
    member = MembershipFactory(institution=api.client.institution)
    began, may_write = threading.Event(), threading.Event()

    def write_late() -> None:
        with transaction.atomic():
            Membership.objects.filter(pk=member.pk).first()
            began.set()
            may_write.wait(10)
            Membership.objects.filter(pk=member.pk).update(rank="full")
        connection.close()

    worker = threading.Thread(target=write_late)
    worker.start()
    began.wait(10)
    _seen, until = changed_since(api, LONG_AGO)
    may_write.set()
    worker.join()

    assert changed_since(api, until)[0] == [member.external_id]


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_gives_up_changes_nothing() -> None:
    api = Api(InstitutionFactory())
    member = MembershipFactory(institution=api.client.institution)
    _seen, until = changed_since(api, LONG_AGO)

    with transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(rank="full")
        transaction.set_rollback(True)

    assert changed_since(api, until)[0] == []
