"""What stands in the way of groups of a few people where they asked for something in confidence."""

from __future__ import annotations

import pytest

from matching.models import GroupProposal
from tests.matching.groups.forming.domain.test_explanations import PRIVATE
from tests.support.groups import formed, htmx, publish, put_together, refused, seat_of
from tests.support.matching import post

pytestmark = pytest.mark.django_db
UNSAID = "These groups can’t be published as they are now."


def test_a_few_who_asked_are_not_published_and_neither_group_nor_request_is_told(
    program, director, wish
) -> None:
    run = formed(program, director)
    group = put_together(director, run, "AB")

    text = refused(director, run)

    said = text[text.index(UNSAID) :].split("<")[0]
    assert group.name not in said
    assert "request" not in said
    assert PRIVATE not in text


def test_whoever_keeps_another_group_from_being_published_tries_nobody_out(
    program, director, wish
) -> None:
    run = formed(program, director)
    put_together(director, run, "AB")
    post(director, "group_act", run.pk, "add")
    alone = GroupProposal.objects.filter(run=run).latest("number")
    htmx(director, "group_seat", seat_of(run, "C").pk, "move", to=str(alone.pk))

    text = refused(director, run, accept="on")

    assert "has only one member" in text
    assert UNSAID not in text


def test_a_few_who_asked_for_nothing_are_published(program, director, people) -> None:
    run = formed(program, director)
    put_together(director, run, "AB")

    publish(director, run)

    run.refresh_from_db()
    assert run.state == "published"
