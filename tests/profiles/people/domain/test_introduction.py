"""What a person says of themselves is saved once for each person, and recorded."""

from __future__ import annotations

import pytest

from mentornet.audit_verbs import Verb
from profiles.models import AuditEvent, Introduction
from profiles.people.domain.introduction import own_introduction, save_introduction
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_saving_twice_keeps_the_last() -> None:
    member = MembershipFactory()
    said = {"languages": ["Spanish"], "publications_url": "", "working_style": ""}

    save_introduction(member, bio="First", **said)
    save_introduction(member, bio="Second", **said)

    assert [one.bio for one in Introduction.objects.all()] == ["Second"]
    assert own_introduction(member).languages == ["Spanish"]
    assert AuditEvent.objects.filter(verb=Verb.INTRODUCTION_SAVED).count() == 2


def test_of_someone_who_said_nothing_it_is_empty_and_not_saved() -> None:
    assert own_introduction(MembershipFactory()).bio == ""
    assert Introduction.objects.count() == 0
