"""What a mentee reads of projects whose mentors they know already, or that the rules part from them."""

from __future__ import annotations

import pytest

from networks.models import Tie
from profiles.models import Membership
from tests.factories import ExclusionFactory, TieFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, page, protege

pytestmark = pytest.mark.django_db


def test_mentee_is_told_who_they_have_a_relationship_with_and_who_supervises_them(world) -> None:
    mia, noa = protege(world.program, "Mia"), protege(world.program, "Noa")
    people = {name: one.member for name, one in world.mentors.items()}
    TieFactory(protege=mia.member, mentor=people["Long"])
    TieFactory(
        protege=noa.member, mentor=people["Berg"], state=Tie.State.ENDED, ended_on="2026-01-01"
    )
    Membership.objects.filter(pk=mia.member_id).update(supervisor=people["Berg"])
    ExclusionFactory(owner=people["Chen"], other=mia.member, reach="pair")

    shown = on_one_line(page(client_of(mia.member), "project_choices", world.program.pk))
    others = on_one_line(page(client_of(noa.member), "project_choices", world.program.pk))

    assert f"You already have a relationship with {people['Long'].name}." in shown
    assert f"through others: {people['Berg'].name}." in shown
    # What someone said in confidence is told to no one, nor what was over.
    assert shown.count("reasons__caution") == 2
    assert others.count("reasons__caution") == 0
