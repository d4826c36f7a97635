from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.api.scopes import FOR_CLIENTS_ALONE, SCOPES
from mentornet.tenancy.scope import in_institution
from profiles.api_access.domain.clients import create_client
from profiles.errors import DomainError
from profiles.models import Institution

GRANTABLE = [name for name in SCOPES if name not in FOR_CLIENTS_ALONE]


class Command(BaseCommand):
    help = (
        "Create an API client of an institution, and print its ID and its secret, which is shown only "
        "here. Directors find it under Settings, API clients."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The system and its purpose.")
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=GRANTABLE,
            metavar="SCOPE",
            dest="scopes",
            help=f"Once for each permission: {', '.join(GRANTABLE)}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            raise CommandError(f"No institution has the slug “{options['institution']}”.")
        try:
            with in_institution(institution.pk):
                client, secret = create_client(
                    institution, name=options["name"], scopes=set(options["scopes"]), actor=None
                )
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"CLIENT_ID={client.client_id}\nCLIENT_SECRET={secret}")
