"""The facts behind a person's pitfall signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from evaluations.meetings.models import Meeting
from evaluations.relationship_page.domain.history import Relationship
from evaluations.relationship_page.domain.pitfalls import Action, Facts, Sign, needs_on_one, signs
from networks.models import Tie
from networks.relationships.agreements.domain.queries import Agreements
from profiles.assessment.domain.lexicon import areas_in
from profiles.models import Membership, Need


def signs_for(
    tie: Tie,
    *,
    reader: Membership,
    there: Relationship,
    agreements: Agreements,
    last_met: date | None,
    last: Sequence[Meeting] = (),
) -> list[Sign]:
    """Return what the reader alone is shown; two more queries for a protégé, none for a mentor.

    *last_met* is the day that the page names; *last* are past meetings, the latest first, for what they spoke of.
    """
    agreed, today = agreements.in_force, tie.institution.local_date()
    covered, share = _needs(tie, reader)
    started = tie.started_on or timezone.localtime(tie.created_at).date()
    ahead = [one.starts_at for one in there.ahead if one.starts_at]
    facts = Facts(
        today=today,
        started_on=started,
        last_met=last_met,
        next_planned=_day(ahead[0]) if ahead else (today if there.offered else None),
        cadence=agreed.cadence if agreed else "monthly",
        agreed=agreed is not None or agreements.proposal is not None,
        review_on=agreed.review_on if agreed else None,
        actions=tuple(
            Action(one.owner_id == reader.pk, one.due_on, _day(one.done_at))
            for one in [*there.actions, *there.done]
        ),
        topics=tuple(
            frozenset(str(area) for area in areas_in(f"{one.agenda}\n{one.notes}"))
            for one in last
            if one.state == Meeting.State.HELD
        ),
        areas=frozenset(tie.areas),
        covered_needs=covered,
        needs_on_this=share,
    )
    return signs(facts)


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _needs(tie: Tie, reader: Membership) -> tuple[int, float | None]:
    """Return how many of the reader's needs are covered, and which share by this mentor alone."""
    if reader.pk != tie.protege_id:
        return 0, None
    ties = list(Tie.objects.active().filter(protege=reader))
    covering = []
    for area, role in Need.objects.filter(member=reader).values_list("area", "role"):
        people = frozenset(
            str(one.mentor_id or one.external_id)
            for one in ties
            if area in one.areas and (not role or role in one.roles)
        )
        if people:
            covering.append(people)
    return needs_on_one(covering, str(tie.mentor_id or tie.external_id))
