"""What programs are called: two that are not closed have two names."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from matching.programs.errors import ProgramNameTaken
from matching.programs.models import Program
from profiles.models import Institution

LONGEST = 200


def check_name(institution: Institution, name: str, *, but: UUID | None = None) -> None:
    """Raise ProgramNameTaken where another program, not the one with the key *but*, has this name.

    Call it inside the transaction that writes the name; two who take one name at once wait for each other.
    """
    Institution.objects.select_for_update(no_key=True, of=("self",)).get(pk=institution.pk)
    same = _going_on(institution).filter(name__iexact=name.strip())
    if any(one != but for one in same.values_list("pk", flat=True)):
        raise ProgramNameTaken


def free_name(institution: Institution, name: str) -> str:
    """Return *name*, with a number behind it where a program has it already. One query."""
    there = _going_on(institution).filter(name__istartswith=name)
    taken = {one.casefold() for one in there.values_list("name", flat=True)}
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{name[: LONGEST - 6]} ({number})"
        number += 1
    return found


def _going_on(institution: Institution) -> QuerySet[Program]:
    rows: QuerySet[Program] = Program.objects.of(institution)
    return rows.exclude(state=Program.State.CLOSED)
