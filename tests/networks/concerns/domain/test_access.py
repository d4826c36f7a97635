"""Whose concern it is: by name, or by the code of an anonymous one."""

import pytest
from django.db import transaction

from networks.concerns.domain.access import is_author, lock_for_update
from networks.concerns.domain.threads import report_concern
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter() -> Membership:
    ombuds = MembershipFactory(offices=[StaffRoleKind.OMBUDS])
    return MembershipFactory(institution=ombuds.institution)


def test_named_concern_belongs_to_its_reporter_alone(reporter):
    concern, code = report_concern(reporter, kind="credit", text="Text")
    other = MembershipFactory(institution=reporter.institution)

    assert code == ""
    assert is_author(concern, by=reporter, code="") is True
    assert is_author(concern, by=other, code="") is False
    assert is_author(concern, by=None, code="") is False


def test_anonymous_concern_belongs_to_who_has_its_code(reporter):
    concern, code = report_concern(reporter, kind="credit", text="Text", anonymous=True)

    assert is_author(concern, by=None, code=code.lower().replace("-", " ")) is True
    assert is_author(concern, by=reporter, code="") is False
    assert is_author(concern, by=reporter, code="AAAAA-AAAAA-AAAAA-AAAAA") is False


def test_lock_reads_the_row_as_it_is_now(reporter):
    concern, _code = report_concern(reporter, kind="credit", text="Text")
    type(concern).objects.update(state="closed")

    with transaction.atomic():
        assert lock_for_update(concern).state == "closed"
