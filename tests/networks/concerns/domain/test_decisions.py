"""What the author of a concern decides about who reads it."""

import pytest

from networks.concerns.domain.decisions import choices_of, close, hand_over, keep_reader
from networks.concerns.domain.readers import readers_of
from networks.concerns.domain.threads import report_concern
from networks.concerns.errors import CannotKeep, ConcernClosed, InLine, OmbudsGone
from networks.errors import NotYours
from networks.models import Concern
from profiles.models import Membership
from profiles.people.staff_roles.domain.granting import revoke_role
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Membership:
    return MembershipFactory(offices=[StaffRoleKind.OMBUDS])


@pytest.fixture
def second(first) -> Membership:
    return MembershipFactory(institution=first.institution, offices=[StaffRoleKind.OMBUDS])


@pytest.fixture
def reporter(first) -> Membership:
    return MembershipFactory(institution=first.institution)


@pytest.fixture
def concern(first, reporter) -> Concern:
    return report_concern(reporter, kind="credit", text="Text", to=first.pk)[0]


def reading(concern: Concern) -> set[Membership]:
    return {one.member for one in readers_of(concern) if one.reads}


def test_author_hands_a_concern_to_one_more_ombuds(concern, reporter, first, second):
    assert choices_of(concern) == [second]

    hand_over(concern, to=second.pk, by=reporter)
    hand_over(concern, to=second.pk, by=reporter)

    assert reading(concern) == {first, second}
    assert choices_of(concern) == []


def test_ombuds_in_the_line_of_the_author_cannot_be_chosen(concern, reporter, second):
    Membership.objects.filter(pk=reporter.pk).update(supervisor=second)
    concern = Concern.objects.get()

    assert choices_of(concern) == []
    with pytest.raises(InLine):
        hand_over(concern, to=second.pk, by=reporter)


def test_someone_who_is_no_ombuds_cannot_be_chosen(concern, reporter):
    with pytest.raises(OmbudsGone):
        hand_over(concern, to=reporter.pk, by=reporter)


def test_no_one_but_the_author_decides(concern, first, second):
    with pytest.raises(NotYours):
        hand_over(concern, to=second.pk, by=first)


def test_author_lets_a_former_ombuds_read_on(concern, reporter, first):
    revoke_role(first, role=StaffRoleKind.OMBUDS, by=None)
    assert reading(concern) == set()

    keep_reader(concern, reader=first.pk, by=reporter)

    assert reading(concern) == {first}


def test_someone_who_never_read_cannot_be_kept(concern, reporter, second):
    with pytest.raises(CannotKeep):
        keep_reader(concern, reader=second.pk, by=reporter)


def test_closing_ends_reading_by_the_authors_word_and_every_decision(
    concern, reporter, first, second
):
    revoke_role(first, role=StaffRoleKind.OMBUDS, by=None)
    keep_reader(concern, reader=first.pk, by=reporter)

    close(concern, by=reporter)

    assert reading(concern) == set()
    with pytest.raises(ConcernClosed):
        hand_over(concern, to=second.pk, by=reporter)
