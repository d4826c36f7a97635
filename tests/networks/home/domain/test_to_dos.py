"""What higher apps add to a person's home page."""

from uuid import uuid4

import pytest

from networks.home.domain import to_dos
from networks.home.domain.to_dos import (
    HomeTask,
    HomeTasks,
    MenteeFacts,
    home_tasks_of,
    register_home_tasks,
)
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_sources(monkeypatch) -> None:
    monkeypatch.setattr(to_dos, "_sources", [])


def test_home_tasks_come_in_the_order_of_their_sources():
    first, second = HomeTask("Sign", "Open", "/a/"), HomeTask("Read", "Open", "/b/")
    group = HomeTask("Group", "Open", "/g/")
    register_home_tasks(lambda member: HomeTasks(waiting=(first,)))
    register_home_tasks(lambda member: HomeTasks(waiting=(second,), groups=(group,)))

    assert home_tasks_of(MembershipFactory()) == HomeTasks((first, second), (group,))


def test_source_registered_twice_is_asked_once():
    def source(member):
        return HomeTasks(waiting=(HomeTask("Sign", "Open", "/a/"),))

    register_home_tasks(source)
    register_home_tasks(source)

    assert len(home_tasks_of(MembershipFactory()).waiting) == 1


def test_without_sources_there_is_nothing():
    assert home_tasks_of(MembershipFactory()) == HomeTasks()


def test_all_parts_of_all_sources_are_there():
    one, other = HomeTask("One", "Open", "/a/"), HomeTask("Other", "Open", "/b/")
    facts = MenteeFacts(last_met=None, next_at=None, open_actions=2)
    key = uuid4()
    register_home_tasks(lambda member: HomeTasks(today=(one,), meetings=(one,)))
    register_home_tasks(
        lambda member: HomeTasks(
            today=(other,), to_schedule=(one,), for_others=(other,), mentees={key: facts}
        )
    )

    assert home_tasks_of(MembershipFactory()) == HomeTasks(
        today=(one, other),
        meetings=(one,),
        to_schedule=(one,),
        for_others=(other,),
        mentees={key: facts},
    )
