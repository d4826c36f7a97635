"""A person's own photo: kept, removed, brought back, and purged."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, Photo
from profiles.people.domain.pictures import Crop, draw_square

UNDONE_WITHIN = timedelta(days=1)


def own_photo(member: Membership) -> Photo | None:
    """Return *member*'s photo, a removed one too, without its bytes."""
    photo: Photo | None = Photo.objects.filter(member=member).without_bytes().first()
    return photo


def keep_photo(member: Membership, *, file: IO[Any], crop: Crop, alt: str) -> Photo:
    """Make the square of *file* that *crop* says *member*'s photo, in place of one before.

    Raise PhotoRefused.
    """
    drawn = draw_square(file, crop=crop, sizes=Photo.SIZES)
    values = {**drawn, "key": uuid4(), "alt": alt, "removed_at": None}
    with transaction.atomic():
        photo, _made = Photo.objects.update_or_create(
            member=member,
            defaults=values,
            create_defaults={**values, "institution": member.institution},
        )
        record(Verb.PHOTO_SAVED, actor=member.user, institution=member.institution, subject=photo)
    return photo


def describe_photo(member: Membership, *, alt: str) -> bool:
    """Change the words that stand for *member*'s photo; return whether there is one."""
    shown = Photo.objects.filter(member=member).shown()
    return bool(shown.update(alt=alt, updated_at=timezone.now()))


def remove_photo(member: Membership) -> bool:
    """Show *member*'s photo to no one from now on, and return whether there was one. Idempotent."""
    return _set_removed(member, removed=True, verb=Verb.PHOTO_REMOVED)


def restore_photo(member: Membership) -> bool:
    """Show it again; return whether it was still there to be shown. Idempotent."""
    return _set_removed(member, removed=False, verb=Verb.PHOTO_RESTORED)


def purge_photos(institution: Institution) -> int:
    """Delete the photos of *institution* that were removed a day ago; return how many."""
    limit = timezone.now() - UNDONE_WITHIN
    deleted, _each = Photo.objects.of(institution).filter(removed_at__lt=limit).delete()
    return deleted


@transaction.atomic
def _set_removed(member: Membership, *, removed: bool, verb: Verb) -> bool:
    rows = Photo.objects.filter(member=member, removed_at__isnull=removed)
    photo = rows.without_bytes().first()
    if photo is None:
        return False
    photo.removed_at = timezone.now() if removed else None
    photo.save(update_fields=["removed_at", "updated_at"])
    record(verb, actor=member.user, institution=member.institution, subject=photo)
    return True
