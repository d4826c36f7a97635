"""A system of the demonstration's institution that asks people for parts of their self-assessment."""

from __future__ import annotations

from django.db import transaction

from mentornet.api.scopes import CONTENT
from profiles.api_access.domain.clients import create_client
from profiles.assessment.domain.content_consents import grant_in_force, set_consent
from profiles.models import ApiClient, Institution, Membership
from profiles.vocabulary import StaffRoleKind

NAME = "Career coaching"
PURPOSE = (
    "The coaches of the Office of Faculty Development read it before your first talk with them, "
    "so that you need not begin from nothing. Nobody else does."
)
OPENED = (2, 6)


@transaction.atomic
def load_asking(institution: Institution) -> ApiClient | None:
    """Write the client, and what the first protégé of the story has opened to it.

    One that is there is left. None where no one directs the institution.
    """
    if there := ApiClient.objects.of(institution).filter(name=NAME).first():
        return there
    here = Membership.objects.current().of(institution).select_related("user", "institution")
    director = (
        here.filter(offices__contains=[StaffRoleKind.DIRECTOR]).order_by("external_id").first()
    )
    if director is None:
        return None
    client, _secret = create_client(
        institution,
        name=NAME,
        scopes=["assessments:read", CONTENT],
        purpose=PURPOSE,
        actor=director.user,
    )
    known = here.filter(user__email__startswith="mina.").order_by("external_id").first()
    grant = grant_in_force(client)
    if known and grant:
        set_consent(known, grant=grant, parts=OPENED)
    return client
