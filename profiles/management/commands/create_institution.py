from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from mentornet.tenancy.scope import operations
from profiles.errors import DomainError
from profiles.roster.domain.cells import PARSERS, CellError, clean
from profiles.roster.domain.founding import FirstDirector, FoundingRefused, create_institution
from profiles.vocabulary import Rank


def _rank(text: str) -> str:
    """Return the rank that *text* means, in any of the words that a roster file may say for it."""
    try:
        return str(PARSERS["rank"](clean(text)))
    except CellError as error:
        raise ArgumentTypeError(error.message) from error


class Command(BaseCommand):
    help = (
        "Create an institution with its first program director, who gets an activation email and "
        "sets up the rest at /dashboard/setup/."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--slug", help="The short name in commands; made from the name.")
        parser.add_argument("--time-zone", default="UTC", metavar="ZONE")
        parser.add_argument("--email", required=True, help="The first director’s.")
        parser.add_argument("--given-name", default="", help="One of the two names is enough.")
        parser.add_argument("--family-name", default="")
        parser.add_argument("--id", required=True, help="The director’s ID in the roster file.")
        parser.add_argument("--rank", default="full", type=_rank, help=", ".join(Rank.values))

    def handle(self, *args: Any, **options: Any) -> None:
        director = FirstDirector(
            external_id=options["id"],
            email=options["email"],
            given_name=options["given_name"],
            family_name=options["family_name"],
            rank=options["rank"],
        )
        slug = options["slug"] or slugify(options["name"])[:50]
        try:
            with operations():
                member = create_institution(
                    name=options["name"],
                    slug=slug,
                    time_zone=options["time_zone"],
                    director=director,
                    by=None,
                )
        except FoundingRefused as error:
            said = [f"{field}: {' '.join(words)}" for field, words in error.fields.items()]
            raise CommandError("\n".join(said)) from error
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{member.institution.name} ({slug}): {member.name} gets an email.")
