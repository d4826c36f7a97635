"""A removed photo is deleted after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.models import Photo
from profiles.people.domain.photo import restore_photo
from profiles.people.tasks import purge_photos
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_photos_removed_a_day_ago_are_deleted() -> None:
    now = timezone.now()
    gone, young, kept = (MembershipFactory() for _ in range(3))
    for member, removed in ((gone, timedelta(days=2)), (young, timedelta(hours=1)), (kept, None)):
        Photo.objects.create(
            institution=member.institution,
            member=member,
            small=b"s",
            large=b"l",
            removed_at=now - removed if removed else None,
        )

    assert (purge_photos(), purge_photos()) == (1, 0)

    assert {one.member_id for one in Photo.objects.all()} == {young.pk, kept.pk}
    assert (restore_photo(gone), restore_photo(young)) == (False, True)


def test_a_photo_is_erased_with_the_person() -> None:
    member = MembershipFactory()
    Photo.objects.create(institution=member.institution, member=member, small=b"s", large=b"l")

    member.delete()

    assert Photo.objects.count() == 0
