from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.domain.office import appoint, dismiss
from profiles.errors import DomainError
from profiles.models import Membership
from profiles.vocabulary import Office


class Command(BaseCommand):
    help = "Give a member of an institution an office, such as the first program director."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("office", choices=Office.values)
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--dismiss", action="store_true", help="Take the office away.")

    def handle(self, *args: Any, **options: Any) -> None:
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
        act = dismiss if options["dismiss"] else appoint
        try:
            held = act(member, office=options["office"], by=None)
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        offices = ", ".join(str(Office(one).label).lower() for one in held.offices) or "no office"
        self.stdout.write(f"{held.name}: {offices}.")
