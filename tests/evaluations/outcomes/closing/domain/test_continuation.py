"""Groups after their program: two who say yes are enough."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.outcomes.closing.tasks import settle_endings
from matching.models import Program
from networks.models import GroupMember
from profiles.models import Membership
from tests.evaluations.ending_programs import (
    answer,
    client_of,
    close,
    days_pass,
    group_of,
    mails,
    page_of,
    person,
)

pytestmark = pytest.mark.django_db


def test_two_who_say_yes_go_on_without_the_facilitator_and_the_others(
    program: Program, director: Membership
) -> None:
    group = group_of(program, "Adams", "Baker", "Clark", "Dunn", facilitator="Lead")
    close(program, director)
    answer(person("Adams"), "yes")
    answer(person("Baker"), "no")
    answer(person("Baker"), "yes")
    answer(person("Clark"), "no")
    answer(person("Lead"), "yes")
    page = page_of(person("Adams"))
    assert "2 members said yes so far." in page
    assert "Your answer: yes." in page
    days_pass(30)
    assert settle_endings() == 0
    days_pass(1)

    settle_endings()
    settle_endings()

    group.refresh_from_db()
    there = GroupMember.objects.current().filter(group=group)
    assert group.is_active
    assert [one.member.family_name for one in there] == ["Adams", "Baker"]
    assert {one.recipient for one in mails("group_settled")} == {
        person(name).user.email for name in ("Adams", "Baker", "Clark", "Dunn", "Lead")
    }
    told = {one.recipient: one.body_text for one in mails("group_settled")}
    assert "you are no longer in it" in told[person("Clark").user.email]
    assert "Baker" in told[person("Adams").user.email]
    late = reverse("evaluations:go_on", args=[group.continuation.pk])
    assert client_of(person("Clark")).post(late, {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("yes", [[], ["Adams"]])
def test_with_fewer_than_two_the_group_is_closed(
    program: Program, director: Membership, yes: list[str]
) -> None:
    group = group_of(program, "Adams", "Baker", "Clark", facilitator="Lead")
    close(program, director)
    for name in yes:
        answer(person(name), "yes")
    days_pass(31)

    settle_endings()

    group.refresh_from_db()
    assert (group.is_active, group.continuation.goes_on) == (False, False)
    assert len(mails("group_settled")) == 4
