"""Every table that speaks of a person is shown to them or explained."""

from __future__ import annotations

import pytest
from django.apps import apps

from evaluations.home.my_data.domain.explained import EXPLAINED
from evaluations.home.my_data.domain.kinds import KINDS
from tests.evaluations.home.my_data.domain.test_kinds import OURS
from tests.factories import (
    MembershipFactory,
)

pytestmark = pytest.mark.django_db


def test_every_table_that_speaks_of_a_person_is_shown_or_explained() -> None:
    member = MembershipFactory()
    shown = {kind.rows(member).model._meta.label_lower for kind in KINDS}
    ours = {model._meta.label_lower for model in apps.get_models() if model._meta.app_label in OURS}

    assert sorted(ours - shown - set(EXPLAINED)) == []
    assert sorted(shown & set(EXPLAINED)) == []
