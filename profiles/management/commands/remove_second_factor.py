from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.models import User
from profiles.sign_on.credentials.factor_removal import remove_second_factors


class Command(BaseCommand):
    help = (
        "Removes the passkeys, the authenticator app and the recovery codes of somebody who has lost "
        "them, and signs them out everywhere. Make sure who asks. They are told by mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        count = remove_second_factors(user)
        self.stdout.write(f"{count} removed; {user.email} was told and is signed out.")
