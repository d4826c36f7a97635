"""Who mentors a person now."""

import pytest
from django.utils import timezone

from networks.models import Tie
from networks.relationships.domain.queries.mentors import mentors_of
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db


def test_only_active_mentors_of_the_person_count():
    tie = TieFactory()
    TieFactory(protege=tie.protege, state=Tie.State.UNCONFIRMED)
    TieFactory(
        protege=tie.protege,
        state=Tie.State.ENDED,
        started_on=timezone.localdate(),
        ended_on=timezone.localdate(),
    )

    assert mentors_of(tie.protege) == [tie.mentor]
    assert mentors_of(tie.mentor) == []
