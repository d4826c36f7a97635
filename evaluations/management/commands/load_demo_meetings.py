"""Give the demonstration's pairs half a year of meetings, and a group its sessions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.demo.asking import load_asking
from evaluations.demo.eight_months import load_eight_months
from evaluations.demo.group_work import load_group_work
from evaluations.demo.load import load_group, load_meetings
from evaluations.demo.skills import load_mentors_group
from evaluations.demo.surveys import load_surveys
from evaluations.gaps.domain.snapshot import take_snapshot
from profiles.models import Institution


class Command(BaseCommand):
    help = "Add meetings to the pairs, and a group to the people, of the institution that load_demo made."

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug="larkspur").first()
        if institution is None:
            raise CommandError("Run load_demo first: there is no demonstration institution.")
        count = load_meetings(institution)
        group = load_group(institution)
        if group is not None:
            load_group_work(group)
        load_mentors_group(institution)
        load_eight_months(institution)
        load_surveys(institution)
        load_asking(institution)
        # What the reports show is counted at night; a visitor comes by day.
        take_snapshot(institution)
        if options["verbosity"]:
            self.stdout.write(f"{count} meetings.")
