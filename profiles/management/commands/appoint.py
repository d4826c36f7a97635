from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.tenancy.scope import in_institution
from profiles.errors import DomainError
from profiles.models import Institution, Membership, User
from profiles.people.staff_roles.domain.granting import grant_role, revoke_role
from profiles.vocabulary import StaffRoleKind


class Command(BaseCommand):
    help = (
        "Grant a member of an institution a role, such as the first program director. A role that "
        "opens confidences then waits for a second person, unless nobody else has activated an "
        "account there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("office", choices=StaffRoleKind.values, metavar="ROLE")
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="EMAIL", help="The operator who asks for it.")
        parser.add_argument("--dismiss", action="store_true", help="Revoke the role.")

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug=options["institution"]).first()
        with in_institution(institution.pk) if institution else nullcontext():
            self._change(options)

    def _change(self, options: dict[str, Any]) -> None:
        member = (
            Membership.objects.select_related("institution")
            .filter(institution__slug=options["institution"], user__email__iexact=options["email"])
            .first()
        )
        if member is None:
            raise CommandError(
                f"Nobody at “{options['institution']}” has the address {options['email']}. "
                "Import the roster first."
            )
        by = _operator(options["by"]) if options["by"] else None
        approval = None
        try:
            if options["dismiss"]:
                revoke_role(member, role=options["office"], by=by)
            else:
                approval = grant_role(member, role=options["office"], by=by).approval
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        if approval is not None:
            who = "another operator or a program director" if by else "a program director"
            self.stdout.write(f"{member.name}: waits for {who} to approve it.")
            return
        member.refresh_from_db(fields=["offices"])
        roles = (
            ", ".join(str(StaffRoleKind(one).label).lower() for one in member.offices) or "no role"
        )
        self.stdout.write(f"{member.name}: {roles}.")


def _operator(email: str) -> User:
    found = User.objects.filter(email__iexact=email, is_superuser=True, is_active=True).first()
    if found is None:
        raise CommandError(f"{email} is not an operator.")
    return found
