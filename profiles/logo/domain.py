"""The logo of an institution: drawn again from what is uploaded, shown in the header of each page."""

from __future__ import annotations

from typing import IO, Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Institution, Logo, User
from profiles.people.domain.pictures import PhotoRefused, draw_inside

MOST_BYTES = 5 * 1024**2
BOX = (640, 160)
"""Pixels inside which a logo is drawn: four times what the header shows, for dense screens."""
SHORTEST_SIDE = 32
_SVG_STARTS = (b"<?xml", b"<svg", b"<!doctype svg", b"<!--")


class LogoRefused(DomainError):
    """A file that is not taken as a logo."""

    code = "logo_refused"
    message = _(
        "We cannot use this file. Choose a PNG, JPEG, or WebP file of up to 5 MB, at least 32 "
        "pixels high."
    )


class LogoIsSvg(LogoRefused):
    """A drawing that can hold scripts and load files from elsewhere."""

    code = "logo_is_svg"
    message = _("We do not take SVG files, because they can run scripts. Save the logo as PNG.")


def save_logo(institution: Institution, *, file: IO[Any], by: User) -> Logo:
    """Show *file* as the logo of *institution* from now on. Raise LogoRefused."""
    if file.seek(0, 2) > MOST_BYTES:
        raise LogoRefused
    file.seek(0)
    if file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_SVG_STARTS):
        raise LogoIsSvg
    try:
        png, (width, height) = draw_inside(file, box=BOX, shortest=SHORTEST_SIDE)
    except PhotoRefused as error:
        raise LogoRefused from error
    with transaction.atomic():
        row = Institution.objects.select_for_update().get(pk=institution.pk)
        row.logo_key = uuid4()
        row.save(update_fields=["logo_key"])
        values = {"key": row.logo_key, "png": png, "width": width, "height": height}
        logo: Logo
        logo, _made = Logo.objects.update_or_create(institution=row, defaults=values)
        record(Verb.LOGO_SAVED, actor=by, institution=row, subject=row)
    return logo


@transaction.atomic
def remove_logo(institution: Institution, *, by: User) -> bool:
    """Show no logo from now on, and return whether there was one. Idempotent."""
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    if row.logo_key is None:
        return False
    row.logo_key = None
    row.save(update_fields=["logo_key"])
    Logo.objects.filter(institution=row).delete()
    record(Verb.LOGO_REMOVED, actor=by, institution=row, subject=row)
    return True
