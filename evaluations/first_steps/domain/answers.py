"""The three questions: saved as someone goes, done with, or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from evaluations.first_steps.domain.people import list_of, lock_steps, people_of
from evaluations.first_steps.errors import NothingAnswered
from evaluations.first_steps.models import FirstSteps
from networks.errors import NetworkError
from networks.relationships.domain.contact import remember_contact
from networks.relationships.domain.outside import start_emails
from networks.relationships.domain.tie import record_tie
from networks.relationships.models import ExternalContact, Tie
from profiles.assessment.domain.goals import save_goal
from profiles.assessment.domain.needs import add_need, remove_need
from profiles.models import Goal, Membership, Need
from profiles.vocabulary import Area, Priority

FEW = 3
"""So many areas can all come first; more of them can not."""


@dataclass(frozen=True)
class Finished:
    """Who was added to the network, and whom the rules refused, each with the reason.

    `without_emails` were added, and email to them was refused.
    """

    added: tuple[Tie, ...]
    refused: tuple[tuple[str, str], ...]
    without_emails: tuple[tuple[str, str], ...] = ()


def own_goal(member: Membership) -> Goal | None:
    """Return the goal that the first question shows: the first of the short-term ones."""
    goal: Goal | None = Goal.objects.filter(member=member, horizon=Goal.Horizon.SHORT).first()
    return goal


def own_areas(member: Membership) -> list[str]:
    """Return the areas that the second question shows as chosen: needs without a role or a note."""
    plain = Need.objects.filter(member=member, role="", note="")
    chosen = set(plain.values_list("area", flat=True))
    return [area for area in Area.values if area in chosen]


@transaction.atomic
def save_answers(
    member: Membership,
    *,
    goal_id: UUID,
    goal: str,
    areas: Sequence[str],
    revision: int = 0,
    tab: str = "",
    closing: bool = False,
) -> FirstSteps:
    """Save the goal and the needs, which become part of the self-assessment and are shared with no one.

    An empty goal leaves a saved one as it was. An area becomes a need of any role; one that is no
    longer chosen is removed. Raise EditedElsewhere and GoalNotFound as save_goal does.
    """
    steps = lock_steps(member)
    if goal.strip():
        before = Goal.objects.filter(pk=goal_id, member=member).first()
        save_goal(
            member,
            goal_id=goal_id,
            horizon=before.horizon if before else Goal.Horizon.SHORT,
            text=goal.strip(),
            value_served=before.value_served if before else "",
            target_date=before.target_date if before else None,
            revision=revision,
            tab=tab,
            closing=closing,
        )
    _save_areas(member, areas)
    return steps


@transaction.atomic
def finish(member: Membership) -> Finished:
    """Add the people on the list to *member*'s network, and end the first steps.

    Colleagues get one email that asks them to confirm; people outside get none unless the member says
    that they agreed. Whom the rules refuse is left out and named. Idempotent. Raise NothingAnswered.
    """
    steps = lock_steps(member)
    people = people_of(steps, member)
    if not (list_of(steps) or steps.state == FirstSteps.State.DONE or has_answers(member)):
        raise NothingAnswered
    added, refused = [], []
    without_emails: list[tuple[str, str]] = []
    for person in people:
        listed = person.listed
        try:
            with transaction.atomic():
                contact = None
                if person.colleague is None:
                    contact = remember_contact(
                        member,
                        name=listed.name,
                        affiliation=listed.affiliation,
                        email=listed.email,
                    )
                tie = record_tie(
                    member,
                    mentor=person.colleague,
                    external=contact,
                    kind=listed.kind,
                    roles=list(listed.roles),
                    areas=list(listed.areas),
                    closeness=Tie.Closeness.REGULAR,
                    frequency=Tie.Frequency.MONTHLY,
                )
        except NetworkError as error:
            refused.append((person.name, str(error.message)))
        else:
            added.append(tie)
            if contact is not None and listed.emails:
                without_emails += _start_emails(member, contact)
    steps.state, steps.people = FirstSteps.State.DONE, []
    steps.save(update_fields=["state", "people", "updated_at"])
    return Finished(tuple(added), tuple(refused), tuple(without_emails))


def _start_emails(member: Membership, contact: ExternalContact) -> list[tuple[str, str]]:
    """Turn email to *contact* on; return their name with the reason where the rules refuse that."""
    try:
        with transaction.atomic():
            start_emails(contact, by=member)
    except NetworkError as error:
        return [(contact.name, str(error.message))]
    return []


@transaction.atomic
def skip(member: Membership) -> FirstSteps:
    """Skip the questions for now; what was answered stays. Idempotent."""
    steps = lock_steps(member)
    if steps.state == FirstSteps.State.OPEN:
        steps.state = FirstSteps.State.SKIPPED
        steps.save(update_fields=["state", "updated_at"])
    return steps


def has_answers(member: Membership) -> bool:
    """Return whether *member* has a goal or a need."""
    return (
        Goal.objects.filter(member=member).exists() or Need.objects.filter(member=member).exists()
    )


def _save_areas(member: Membership, areas: Sequence[str]) -> None:
    wanted = [area for area in Area.values if area in areas]
    priority = Priority.HIGH if len(wanted) <= FEW else Priority.MEDIUM
    plain = {need.area: need for need in Need.objects.filter(member=member, role="", note="")}
    taken = set(Need.objects.filter(member=member, role="").values_list("area", flat=True))
    for area, need in plain.items():
        if area not in wanted:
            remove_need(need)
    changed = set(plain) != set(wanted)
    for area in wanted:
        if area not in taken:
            add_need(member, area=area, priority=priority)
        elif changed and area in plain and plain[area].priority != priority:
            plain[area].priority = priority
            plain[area].save(update_fields=["priority"])
