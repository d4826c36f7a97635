"""A person who opens parts of their self-assessment to a system, and the system that reads them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from mentornet.api.scopes import CONTENT
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import (
    ContentGrant,
    Institution,
    Membership,
)
from tests.factories import (
    GoalFactory,
    MembershipFactory,
    NeedFactory,
    SelfAssessmentFactory,
)
from tests.support.api import PURPOSE, Api

LIST = "/assessment-contents"
SHARING = "/self-assessment/sharing/"
FIELDS = {
    1: ("core_values", "mission", "success"),
    3: ("personal_goals_fit",),
    4: ("strengths", "energised_by", "challenges", "drained_by"),
    6: ("helps",),
    7: ("hinders",),
    8: ("qualities",),
}


def writer(institution: Institution) -> Membership:
    """Someone who has submitted all eight parts, each with its number in the text."""
    member: Membership = MembershipFactory(institution=institution)
    texts = {
        name: f"Secret of part {part}: {name}" for part, names in FIELDS.items() for name in names
    }
    SelfAssessmentFactory(member=member, **texts)
    GoalFactory(member=member, text="Secret of part 2")
    GoalFactory(member=member, horizon="personal", text="Secret of part 3")
    NeedFactory(member=member, note="Secret of part 5")
    submit_assessment(member)
    return member


def grant_of(api: Api) -> ContentGrant:
    found: ContentGrant = ContentGrant.objects.get(client=api.client, ended_at=None)
    return found


def open_parts(browser: Client, grant: ContentGrant, *parts: int) -> Any:
    """What a person does: tick, and save."""
    return browser.post(f"{SHARING}systems/{grant.pk}/", {"parts": list(parts)}, follow=True)


def change(director: Client, api: Api, **more: object) -> Any:
    given = {"name": "Coaching", "scopes": [CONTENT], "purpose": PURPOSE, **more}
    return director.post(f"/dashboard/api-clients/{api.client.pk}/", given, follow=True)


def secrets_in(answer: Any) -> set[int]:
    """The parts of which anything stands in an answer."""
    text = answer.content.decode()
    return {part for part in range(1, 9) if f"Secret of part {part}" in text}


def read(api: Api, member: Membership) -> tuple[set[int], int, set[int]]:
    """What the list shows, the status of the person's own address, and what that shows."""
    listed, single = api.get(LIST), api.get(f"{LIST}/{member.pk}")
    assert listed.status_code == 200, listed.content
    return secrets_in(listed), single.status_code, secrets_in(single)


NOTHING = (set(), 404, set())
