from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.tenancy.scope import in_institution
from profiles.errors import DomainError
from profiles.models import SignOn
from profiles.sign_on.provider.domain.setup import set_state


class Command(BaseCommand):
    help = (
        "Require an institution's sign-on no longer, or switch it off, when its provider is away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=SignOn.State.values)
        parser.add_argument("--institution", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        row = SignOn.objects.filter(institution__slug=options["institution"]).first()
        if row is None:
            raise CommandError(f"“{options['institution']}” has no sign-on.")
        try:
            with in_institution(row.institution_id):
                changed = set_state(row, state=options["state"], actor=None)
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{options['institution']}: {changed.get_state_display().lower()}.")
