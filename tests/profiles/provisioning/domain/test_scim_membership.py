"""Many people in a group: what a directory sends costs what it is long, and a unit is no member."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection

from profiles.models import Membership, Unit
from profiles.provisioning.domain import scim_groups
from profiles.provisioning.domain.scim_membership import applied
from profiles.provisioning.domain.scim_models import ENTERPRISE, Group, Member
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.profiles.provisioning.directory import Directory, error_of, group_body


def test_five_thousand_are_taken_out_at_once() -> None:
    keys = [f"{number:08}-0000-4000-8000-000000000000" for number in range(5_000)]
    group = Group(id="x", display_name="A", members=[Member(value=one) for one in keys])
    by_list = [{"op": "remove", "path": "members", "value": [{"value": one} for one in keys[1:]]}]
    by_path = [{"op": "Remove", "path": f'members[value eq "{one}"]'} for one in keys[1:]]
    for operations in (by_list, by_path):
        began = time.process_time()
        left = applied(group, {}, operations).members
        # One by one, by the library, it takes minutes.
        assert time.process_time() - began < 5
        assert [one.value for one in left] == keys[:1]
    assert len(group.members) == 5_000


@pytest.mark.django_db
def test_group_in_a_group_is_refused_by_name(directory, institution):
    unit, other = UnitFactory(institution=institution), UnitFactory(institution=institution)
    member = {"value": str(other.pk), "type": "Group"}
    add = {"Operations": [{"op": "add", "path": "members", "value": [member]}]}
    for answer in (
        directory("PATCH", f"Groups/{unit.pk}", add),
        directory("PUT", f"Groups/{unit.pk}", group_body(members=[member])),
        directory("POST", "Groups", group_body(displayName="New", members=[member])),
    ):
        assert error_of(answer) == (400, "invalidValue")
        assert "members: type Group" in answer.json()["detail"]
    assert set(Unit.objects.values_list("parent", flat=True)) == {None}


@pytest.mark.django_db
def test_change_of_many_that_takes_long_goes_on_where_it_stopped(
    directory, institution, monkeypatch
):
    monkeypatch.setattr(scim_groups, "SIZE", 2)
    monkeypatch.setattr(scim_groups, "LONGEST", -1)
    unit = UnitFactory(institution=institution)
    people = [MembershipFactory(institution=institution) for _ in range(5)]
    body = group_body(displayName=unit.name, members=[{"value": str(one.pk)} for one in people])
    answer = directory("PUT", f"Groups/{unit.pk}", body)
    assert error_of(answer) == (503, "")
    assert answer["Retry-After"]
    assert unit.members.count() == 2
    statuses = [directory("PUT", f"Groups/{unit.pk}", body).status_code for _ in range(2)]
    assert (statuses[-1], unit.members.count()) == (200, 5)


def together(*calls: Any) -> list[Any]:
    """Make the calls at the same time; who is told to come again does when the other is through."""
    ready, through = threading.Barrier(len(calls)), threading.Event()
    answers: list[Any] = [None] * len(calls)

    def work(at: int) -> None:
        try:
            ready.wait(10)
            answers[at] = calls[at]()
            if answers[at].status_code == 503 and through.wait(30):
                answers[at] = calls[at]()
        finally:
            through.set()
            connection.close()

    threads = [threading.Thread(target=work, args=[at]) for at in range(len(calls))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_person_and_of_one_group_lose_nothing() -> None:
    institution = InstitutionFactory(slug="north")
    one, other = Directory(institution), Directory(institution)
    unit = UnitFactory(institution=institution)
    people = [MembershipFactory(institution=institution) for _ in range(2)]

    def add(directory: Directory, member: Membership) -> Any:
        change = {"op": "add", "path": "members", "value": [{"value": str(member.pk)}]}
        return directory("PATCH", f"Groups/{unit.pk}", {"Operations": [change]})

    groups = together(lambda: add(one, people[0]), lambda: add(other, people[1]))
    assert [answer.status_code for answer in groups] == [204, 204]
    assert set(unit.members.all()) == set(people)

    ada = people[0]
    number = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "F-77"}
    name = {"op": "replace", "path": "name.familyName", "value": "Byron"}
    persons = together(lambda: one.patch(ada, number), lambda: other.patch(ada, name))
    assert [answer.status_code for answer in persons] == [200, 200]
    ada.refresh_from_db()
    assert (ada.external_id, ada.family_name) == ("F-77", "Byron")
    assert ada.unit_id == unit.pk
