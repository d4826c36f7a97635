"""What the groups of a program are called: by the program's name, so that no two are "Group 1"."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.programs.models import Program
from networks.models import PeerGroup

LONGEST = 200
PROGRAM_LONGEST = 150


def group_name(program: Program, proposed: str) -> str:
    """Return the name that the group *proposed* on a board gets when it is published.

    "Group 1" of the program CMP 2027 is "CMP 2027 · Group 1". A name that says the program already
    stays as it is. No other group of the institution has it. One query.
    """
    short = program.name[:PROGRAM_LONGEST].strip()
    name = proposed
    if not proposed.startswith(short):
        name = _("%(program)s · %(group)s") % {"program": short, "group": proposed}
    name = name[: LONGEST - 6]
    taken = set(
        PeerGroup.objects.filter(
            institution=program.institution_id, name__startswith=name
        ).values_list("name", flat=True)
    )
    return unused(name, taken)


def unused(name: str, taken: set[str]) -> str:
    """Return *name*, with a number behind it where it is taken.

    >>> unused("CMP · Group 1", {"CMP · Group 1"})
    'CMP · Group 1 (2)'
    """
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found
