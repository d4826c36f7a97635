"""A new institution, with the one person who sets it up."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from mentornet.audit_verbs import Verb
from mentornet.tenancy.scope import in_institution
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, User
from profiles.people.domain.activation import send_activation_mail
from profiles.people.staff_roles.domain.granting import grant_role
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.plan import plan_import
from profiles.roster.domain.rows import RawRow
from profiles.vocabulary import StaffRoleKind


@dataclass(frozen=True)
class FirstDirector:
    """Who sets the institution up, as a row of its roster would name them."""

    external_id: str
    email: str
    given_name: str
    family_name: str
    rank: str


class FoundingRefused(DomainError):
    """What is wrong with a new institution or its director; `fields` says where."""

    code = "founding_refused"

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        super().__init__(" ".join(words for said in fields.values() for words in said))


@transaction.atomic
def create_institution(
    *, name: str, slug: str, time_zone: str, director: FirstDirector, by: User | None
) -> Membership:
    """Make an institution and its first director, who gets an activation email; return the director.

    *by* is the operator who asks; None: the command line. Raises FoundingRefused, and what
    grant_role raises, such as OwnLogin.
    """
    institution = Institution(name=name, slug=slug, time_zone=time_zone)
    try:
        institution.full_clean()
    except ValidationError as error:
        raise FoundingRefused(error.message_dict) from error
    institution.save()
    with in_institution(institution.pk):
        record(Verb.INSTITUTION_CREATED, actor=by, institution=institution, subject=institution)
        cells = {
            "external_id": director.external_id,
            "email": director.email,
            "given_name": director.given_name,
            "family_name": director.family_name,
            "rank": director.rank,
        }
        plan = plan_import([RawRow(1, cells)], institution=institution)
        if plan.errors:
            raise FoundingRefused({error.column: [error.message] for error in plan.errors})
        apply_import(plan, actor=by)
        member: Membership = Membership.objects.select_related("institution", "user").get(
            institution=institution
        )
        grant_role(member, role=StaffRoleKind.DIRECTOR, by=by)
        send_activation_mail(member)
    return member
