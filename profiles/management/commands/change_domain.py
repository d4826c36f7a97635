from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.tenancy.scope import in_institution
from profiles.models import Institution
from profiles.people.emails.domain.domain_change import change_domain, plan_domain_change
from profiles.people.emails.forms import DomainChangeForm


class Command(BaseCommand):
    help = "Move everybody of an institution from one mail domain to another, and tell them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--old", required=True, help="The part after the @ sign now.")
        parser.add_argument("--new", required=True, help="The part after the @ sign from now on.")
        parser.add_argument("--dry-run", action="store_true", help="Say what it would do.")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["institution"]
        if not Institution.objects.filter(slug=slug).exists():
            raise CommandError(f"No institution has the slug “{slug}”.")
        form = DomainChangeForm({name: options[name] for name in ("institution", "old", "new")})
        if not form.is_valid():
            wrong = [
                f"--{name}: {' '.join(str(one) for one in errors)}"
                for name, errors in form.errors.items()
            ]
            raise CommandError("\n".join(wrong))
        given = form.cleaned_data
        names = {"old": given["old"], "new": given["new"]}
        with in_institution(given["institution"].pk):
            if options["dry_run"]:
                plan = plan_domain_change(given["institution"], **names)
            else:
                plan = change_domain(given["institution"], by=None, **names)
        self.stdout.write(
            f"{len(plan.moved):,} people get the new email at once; {len(plan.asked):,} with a staff "
            f"role confirm it first; {len(plan.in_the_way):,} stay, because the new one is not free."
        )
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
