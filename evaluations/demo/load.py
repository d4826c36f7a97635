"""Half a year of meetings for the demonstration's pairs: some keep their rhythm, some lose it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from evaluations.models import ActionItem, Meeting
from matching.models import Proposal
from networks.models import Tie
from profiles.models import Institution

DAYS_BACK = 210
TOPICS = (
    "Outline of the grant; who could read it before the deadline.",
    "How to say no to the third committee.",
    "First draft of the paper: what the question really is.",
    "Promotion: what the file still lacks.",
    "Teaching: feedback from the last course, and what to keep.",
)
ACTIONS = ("Send the outline", "Ask for protected time", "Introduce to the study group")


@transaction.atomic
def load_meetings(institution: Institution, *, seed: int = 2026) -> int:
    """Write meetings for the pairs of the institution's programs; those that have some are left.

    Returns how many meetings were written. Nobody gets a mail about the past.
    """
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    ties = list(
        Tie.objects.active()
        .of(institution)
        .filter(pk__in=Proposal.objects.filter(tie__isnull=False).values("tie"))
        .select_related("protege", "mentor")
        .order_by("protege__external_id", "mentor__external_id")
    )
    known = set(Meeting.objects.filter(tie__in=ties).values_list("tie_id", flat=True))
    meetings: list[Meeting] = []
    actions: list[ActionItem] = []
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number, tie in enumerate(one for one in ties if one.pk not in known):
        tie.started_on = (now - timedelta(days=DAYS_BACK)).date()
        # One in four stops meeting at some time, as in the program of [P].
        stops = chance.randrange(40, DAYS_BACK) if number % 4 == 3 else 0
        for back in range(DAYS_BACK - 14, stops, -31):
            missed = chance.random() < 0.1
            meetings.append(
                Meeting(
                    institution=institution,
                    tie=tie,
                    created_by=tie.protege,
                    state=Meeting.State.MISSED if missed else Meeting.State.HELD,
                    starts_at=now - timedelta(days=back + chance.randrange(-4, 5)),
                    minutes=60,
                    notes="" if missed else chance.choice(TOPICS),
                )
            )
        actions.append(
            ActionItem(
                institution=institution,
                tie=tie,
                owner=chance.choice([tie.protege, tie.mentor]),
                text=chance.choice(ACTIONS),
                due_on=(now + timedelta(days=chance.randrange(-20, 20))).date(),
            )
        )
    Tie.objects.bulk_update(ties, ["started_on"])
    Meeting.objects.bulk_create(meetings)
    ActionItem.objects.bulk_create(actions)
    return len(meetings)
