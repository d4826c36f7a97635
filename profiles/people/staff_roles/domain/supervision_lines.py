"""Who stands in whose line of supervision, as far as an ombuds is concerned."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from profiles.institution.rules import is_persons
from profiles.models import Membership
from profiles.people.domain.supervision import led_by, supervisors_of


def in_line_with(ombuds: Membership, person: Membership) -> bool:
    """Return whether the two are one person, or one of them is above the other, however far."""
    return ombuds.pk in in_line_among([ombuds], person)


def in_line_among(ombuds: Collection[Membership], person: Membership) -> frozenset[UUID]:
    """Return the keys of those of *ombuds* who are in *person*'s line. Two queries for any number.

    They get no concern about *person*, and none from them.
    """
    near = {person.pk} | supervisors_of(person) | led_by(person, [one.pk for one in ombuds])
    return frozenset(one.pk for one in ombuds if one.pk in near or is_persons(one.user, person))
