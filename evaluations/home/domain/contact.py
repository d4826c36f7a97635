"""Who helps at an institution."""

from django.db.models import QuerySet

from networks.relationships.domain.queries.colleagues import colleagues
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind


def directors_for(member: Membership) -> QuerySet[Membership]:
    """Return the program directors of *member*'s institution, as any colleague finds them."""
    found: QuerySet[Membership] = colleagues(member).select_related("unit", "user")
    return found.filter(offices__contains=[StaffRoleKind.DIRECTOR])
