"""Give the demonstration institution its programs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.demo.groups import load_groups
from matching.demo.kinds import load_kinds
from matching.demo.load import load_programs
from matching.demo.pair_requests import load_pair_requests
from matching.demo.peers import load_peers
from matching.demo.projects import load_projects
from profiles.models import Institution


class Command(BaseCommand):
    help = "Add programs with made-up enrolments to the institution that load_demo made."

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug="larkspur").first()
        if institution is None:
            raise CommandError("Run load_demo first: there is no demonstration institution.")
        programs = [
            *load_programs(institution),
            *load_kinds(institution),
            *load_groups(institution),
            *load_peers(institution),
            *load_projects(institution),
        ]
        asked = load_pair_requests(institution)
        if options["verbosity"]:
            self.stdout.write(f"{len(programs)} programs, {len(asked)} proposed pairs.")
