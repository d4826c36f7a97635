"""What a director sees of a plan before it is written, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mentornet.moments import day
from profiles.models import RosterImport
from profiles.own_words import RANK, TRACK
from profiles.roster.domain.found_errors import errors_of, packed
from profiles.roster.domain.listing import COLUMNS_WRITTEN, Listed
from profiles.roster.domain.plan import ImportPlan
from profiles.roster.domain.snapshot import path_in_words
from profiles.roster.domain.understanding import LISTS
from profiles.roster.domain.unit_choices import new_units
from profiles.vocabulary import label_of


def notes_of(plan: ImportPlan) -> list[str]:
    """Return what was noticed in the file, and whose sign-in as a director it would change."""
    return [*plan.notes, *_director_emails(plan)]


def units_of(plan: ImportPlan, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the units that *plan* would add, each with the one that it looks like, and those that were answered.

    `answer`: which unit was chosen for it; itself where it is new indeed, empty where no one has said.
    """
    found = [
        {
            "path": path_in_words(one.path),
            "people": one.people,
            "like": path_in_words(one.like) if one.like else "",
            "sure": one.sure,
            "answer": answers.get(path_in_words(one.path), ""),
        }
        for one in new_units(plan)
    ]
    there = {one["path"] for one in found}
    replaced = [(new, used) for new, used in answers.items() if new != used and new not in there]
    return found + [
        {"path": new, "people": 0, "like": used, "sure": True, "answer": used}
        for new, used in replaced
    ]


def open_questions(
    how: Mapping[str, Any], units: Iterable[Mapping[str, Any]], *, skip_unanswered: bool = False
) -> int:
    """Return how many questions must be answered before anything is written.

    Titles and tracks are not among them where someone chose to *skip_unanswered* rows. Neither are supervisors:
    until someone says who is meant, no one's supervisor changes.
    """
    days = how.get("days") or {}
    waiting = len([one for one in units if one["like"] and not one["answer"]])
    if not skip_unanswered:
        waiting += how.get("titles_open", 0) + how.get("tracks_open", 0)
    return waiting + bool(days.get("is_open") and not days.get("is_chosen"))


def listed(row: RosterImport, fate: str) -> Listed:
    """Return the people of one fate whom the preview of *row* has."""
    places = row.findings.get("listing", {}).get(fate, [])
    return Listed(bytes(row.listing), places)


def in_words(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person of `listed` with the columns, ranks, tracks and days as people read them."""
    names = {
        "email": _("Email"),
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "rank": _("Rank"),
        "track": _("Track"),
        "unit": _("Unit"),
        "supervisor": _("Supervisor"),
        "start_date": _("Start date"),
        "end_date": _("End date"),
        "specialty": _("Specialty"),
        "expertise": _("Expertise"),
        "orcid": _("ORCID iD"),
    }
    changes = [
        (names[column], _cell(column, before), _cell(column, after))
        for column, before, after in one["changes"]
    ]
    return {**one, "changes": changes}


def _cell(column: str, text: str) -> str:
    if column in (RANK, TRACK):
        return label_of(column, text)
    if column in ("start_date", "end_date") and text:
        return day(date.fromisoformat(text))
    return text


def listing_lines(row: RosterImport) -> Iterator[Sequence[Any]]:
    """Yield a heading, and a line for each person of the preview: each column before and after."""
    columns = list(COLUMNS_WRITTEN)
    before = [_("%(column)s before") % {"column": column} for column in columns]
    pairs = [cell for pair in zip(before, columns, strict=True) for cell in pair]
    yield ["row", "result", "external_id", "person", *pairs]
    for fate in row.findings.get("listing", {}):
        for one in listed(row, fate):
            cells = {column: (old, new) for column, old, new in one["changes"]}
            values = [cell for column in columns for cell in cells.get(column, ("", ""))]
            yield [one["row"] or "", fate, one["id"], one["name"], *values]


def error_lines(row: RosterImport) -> Iterator[Sequence[Any]]:
    """Yield a heading, and a line for each error of the file, by its own rows and headings."""
    yield ["row", "column", "value", "what to mend"]
    for one in errors_of(row):
        heading = one.get("heading", one["column"])
        yield [one["row"] or _("file"), heading, one["value"], one["message"]]


def reading_lines(row: RosterImport) -> Iterator[Sequence[Any]]:
    """Yield a heading, and a line for all that was understood of the file beside its people."""
    yield ["row", "what", "in the file", "how it counts"]
    for kind in LISTS:
        for row_or_range, what, text, counts in packed(row, kind):
            yield [row_or_range, what, text, counts]


def _director_emails(plan: ImportPlan) -> list[str]:
    """Say whose email changes who decides about imports: alone, or with others."""
    directors = [
        one for one in plan.snapshot.members.values() if one.is_director and one.end_date is None
    ]
    said = []
    for person in plan.people:
        known = person.known
        if known not in directors or known is None or known.email == person.row.email:
            continue
        words = {"name": known.name, "old": known.email, "new": person.row.email}
        if len(directors) == 1:
            said.append(
                _(
                    "This file changes the email of your only program director, %(name)s, from "
                    "%(old)s to %(new)s. Check that it is right: no one else can manage people here."
                )
                % words
            )
        else:
            said.append(
                _(
                    "This file changes the email of a program director, %(name)s, from %(old)s to "
                    "%(new)s."
                )
                % words
            )
    return said
