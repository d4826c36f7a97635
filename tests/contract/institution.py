"""What an institution decides about itself: its directors alone, and not those of another one."""

from __future__ import annotations

from typing import Any

from profiles.models import RosterMeaning, Unit
from tests.contract.matrix import Kwargs, Outcome, Row, members, only
from tests.contract.world import World
from tests.factories import UnitFactory

DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}


def _approval() -> Kwargs:
    return lambda world: {"pk": world.rows["approval"].pk}


def _unit() -> Kwargs:
    def found(world: World) -> dict[str, Any]:
        here = world.protege.institution
        one = Unit.objects.filter(institution=here, name="Spare").first()
        return {"pk": (one or UnitFactory(institution=here, name="Spare")).pk}

    return found


def _title() -> Kwargs:
    def found(world: World) -> dict[str, Any]:
        given = {"institution": world.protege.institution, "kind": "title", "text": "resident"}
        return {
            "pk": RosterMeaning.objects.get_or_create(**given, defaults={"meaning": "trainee"})[
                0
            ].pk
        }

    return found


def _specialty() -> Kwargs:
    def found(world: World) -> dict[str, Any]:
        given = {"institution": world.protege.institution, "kind": "specialty"}
        RosterMeaning.objects.get_or_create(**given, text="cards", defaults={"meaning": "Cards"})
        return {"key": "cards"}

    return found


def _step() -> Kwargs:
    return lambda world: {"step": "units"}


INSTITUTION: dict[str, Row] = {
    "evaluations:setup": Row(DIRECTORS),
    "evaluations:setup_step": Row(DIRECTORS, kwargs=_step()),
    "evaluations:setup_skip": Row(DIRECTORS, kwargs=_step(), method="post"),
    "profiles:institution_settings": Row(DIRECTORS),
    "profiles:days_off_settings": Row(DIRECTORS),
    "profiles:figures_settings": Row(DIRECTORS),
    "profiles:logo_settings": Row(DIRECTORS),
    "profiles:logo_remove": Row(DIRECTORS, method="post"),
    "profiles:sign_in_settings": Row(DIRECTORS),
    "profiles:units": Row(DIRECTORS),
    "profiles:units_find": Row(members()),
    "profiles:unit": Row(HERE, kwargs=_unit()),
    "profiles:unit_merge": Row(HERE, kwargs=_unit(), method="post"),
    "profiles:unit_delete": Row(HERE, kwargs=_unit(), method="post"),
    "profiles:words": Row(DIRECTORS),
    "profiles:word": Row(DIRECTORS, kwargs=lambda world: {"kind": "rank", "key": "full"}),
    "profiles:roster_titles": Row(DIRECTORS),
    "profiles:roster_specialties": Row(DIRECTORS),
    "profiles:roster_specialty": Row(HERE, kwargs=_specialty()),
    "profiles:roster_title": Row(HERE, kwargs=_title()),
    "profiles:approvals": Row(DIRECTORS),
    "profiles:approval_approve": Row(HERE, kwargs=_approval(), method="post"),
    "profiles:approval_refuse": Row(HERE, kwargs=_approval(), method="post"),
    "profiles:staff_roles": Row(DIRECTORS),
    "profiles:staff_role_grant": Row(DIRECTORS),
    "profiles:outside_invite": Row(DIRECTORS),
    "profiles:outside_end": Row(HERE, kwargs=lambda world: {"pk": world.rows["from_outside"].pk}),
    "profiles:deputies": Row(DIRECTORS),
    "profiles:deputy_end": Row(
        HERE, kwargs=lambda world: {"pk": world.rows["deputy_role"].pk}, method="post"
    ),
    "profiles:staff_role_revoke": Row(
        HERE, kwargs=lambda world: {"pk": world.members["ombuds"].staff_roles.get().pk}
    ),
    "profiles:approval_withdraw": Row(HERE, kwargs=_approval(), method="post"),
}
