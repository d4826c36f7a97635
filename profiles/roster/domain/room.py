"""How many people a test institution can have."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from profiles.models import Institution, Membership
from profiles.roster.domain.rows import WHOLE_FILE, RowError


def no_room(institution: Institution, added: int) -> list[RowError]:
    """Return what is wrong where *added* people are more than a test institution has room for."""
    if not institution.is_sandbox or not added:
        return []
    most: int = settings.SANDBOX_PEOPLE
    if Membership.objects.of(institution).count() + added <= most:
        return []
    message = _("A test institution has room for %(most)d people.") % {"most": most}
    return [RowError(WHOLE_FILE, "", message, code="test_institution_full")]
