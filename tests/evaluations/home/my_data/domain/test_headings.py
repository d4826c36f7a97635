"""Every fact on the page of a person's data has a name in words, not that of a column."""

from __future__ import annotations

import pytest
from django.db import models
from django.urls import reverse

from evaluations.home.my_data.domain.headings import HEADINGS
from evaluations.home.my_data.domain.kinds import KINDS, NOT_SHOWN, OF_THE_OTHER_SIDE
from tests.contract.world import World
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db


def test_every_column_of_every_kind_has_a_name() -> None:
    member = MembershipFactory()

    assert {
        f"{kind.key}: {field.name}"
        for kind in KINDS
        for field in kind.rows(member).model._meta.concrete_fields
        if not isinstance(field, models.BinaryField)
        and field.name not in NOT_SHOWN
        and field.name not in OF_THE_OTHER_SIDE.get(kind.rows(member).model, ())
        and field.name not in HEADINGS
    } == set()


def test_choices_people_and_relationships_are_in_words(world: World) -> None:

    page = client_of(world.protege).get(reverse("evaluations:my_data")).content.decode()

    assert "Assistant professor" in page
    assert "<dt>Mentoring relationship</dt>" in page
    assert "<dt>Joined at</dt>" not in page
    assert "traditional_dyad" not in page
    assert f"{world.protege} and {world.mentor}" in page


def test_the_other_person_of_a_relationship_is_named() -> None:
    tie = TieFactory()

    page = client_of(tie.protege).get(reverse("evaluations:my_data")).content.decode()

    assert f'<div class="written">{tie.mentor}</div>' in page
