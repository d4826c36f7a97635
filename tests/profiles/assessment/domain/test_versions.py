"""Versions are numbered, dated, and the same content twice is one."""

from __future__ import annotations

import pytest

from profiles.assessment.domain.versions import keep_version
from profiles.models import AssessmentVersion, AuditEvent, Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def keep(member: Membership, **content: str) -> AssessmentVersion:
    version: AssessmentVersion = keep_version(
        AssessmentVersion, member, content=content, verb="assessment_submitted"
    )
    return version


def test_versions_count_up_for_each_person():
    ada, bo = MembershipFactory.create_batch(2)
    assert [keep(ada, a="1").number, keep(ada, a="2").number, keep(bo, a="1").number] == [1, 2, 1]
    assert AuditEvent.objects.filter(verb="assessment_submitted").count() == 3


def test_same_content_again_is_the_version_there_is():
    ada = MembershipFactory()
    first = keep(ada, a="1")
    assert keep(ada, a="1") == first
    assert AssessmentVersion.objects.get() == first
    assert AuditEvent.objects.count() == 1


def test_content_of_an_older_version_makes_a_new_one():
    ada = MembershipFactory()
    for text in ("1", "2", "1"):
        keep(ada, a=text)
    numbers = AssessmentVersion.objects.order_by("number").values_list("number", "content")
    assert list(numbers) == [(1, {"a": "1"}), (2, {"a": "2"}), (3, {"a": "1"})]
