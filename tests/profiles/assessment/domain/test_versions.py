"""How a save is judged, and how a version is kept."""

from __future__ import annotations

import pytest

from mentornet.audit_verbs import Verb
from profiles.assessment.domain.versions import (
    EditedElsewhere,
    Mark,
    Reading,
    keep_version,
    mark_after,
)
from profiles.models import AssessmentVersion, AuditEvent, Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def keep(member: Membership, **content: str) -> AssessmentVersion:
    version: AssessmentVersion = keep_version(
        AssessmentVersion, member, content=content, verb=Verb.ASSESSMENT_SUBMITTED
    )
    return version


def test_save_by_the_tab_that_read_the_newest_leaves_its_mark():
    reading = Reading(revision=4, tab="left")
    assert mark_after(Mark(3, "right"), reading, saved={}, wanted={"a": "1"}, newest=4) == (
        Mark(5, "left")
    )


def test_save_over_what_another_tab_changed_since_is_refused():
    reading = Reading(revision=3, tab="left")
    with pytest.raises(EditedElsewhere) as caught:
        mark_after(Mark(4, "right"), reading, saved={"a": "2"}, wanted={"a": "1"}, newest=6)
    assert (caught.value.saved, caught.value.revision) == ({"a": "2"}, 6)


def test_earlier_save_of_the_same_tab_is_no_other_tab():
    mark = mark_after(Mark(4, "left"), Reading(3, "left"), saved={}, wanted={"a": "1"}, newest=4)
    assert mark == Mark(5, "left")


def test_tab_that_leaves_takes_its_mark_along():
    leaving = Reading(4, "left", closing=True)
    assert mark_after(Mark(4, "left"), leaving, saved={}, wanted={}, newest=4) == Mark(4, "")
    assert mark_after(Mark(4, "right"), leaving, saved={}, wanted={}, newest=4) is None


def test_same_text_leaves_no_mark():
    assert (
        mark_after(Mark(4, ""), Reading(4), saved={"a": "1"}, wanted={"a": "1"}, newest=4) is None
    )


def test_versions_count_up_for_each_person():
    ada, bo = MembershipFactory.create_batch(2)
    assert [keep(ada, a="1").number, keep(ada, a="2").number, keep(bo, a="1").number] == [1, 2, 1]
    assert AuditEvent.objects.filter(verb="assessment.submitted").count() == 3


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
