"""The rows of a file as people of a program: who each is, and what would become of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.programs.enrollment.domain import ineligible
from matching.programs.enrollment.eligibility import eligible_members, misfits
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.recruiting.domain.people import reachable
from matching.programs.recruiting.models import EnrollmentFile
from matching.spreadsheets.domain.columns import BOTH, Field, side_by_yes_or_no, side_of
from mentornet.names import nearly_same, same_person
from mentornet.tabular.tables import Table
from profiles.models import Membership
from profiles.people.picking.domain.finding import Found, Why, find_each
from profiles.people.picking.domain.reading import Named, read_people

NO_ONE = "-"
LONGEST = 200
Awaits, Side = Enrollment.Awaits, Enrollment.Side


class Fate(models.TextChoices):
    """What becomes of a row, in the order in which the page shows them."""

    ASK = "ask", gettext_lazy("Who is this?")
    TOLD = "told", gettext_lazy("Get an email")
    UNKNOWN = "unknown", gettext_lazy("Not on the roster")
    INELIGIBLE = "ineligible", gettext_lazy("Not eligible")
    THERE = "there", gettext_lazy("Enrolled or asked already")
    UNREACHABLE = "unreachable", gettext_lazy("Emails to them fail")
    TWICE = "twice", gettext_lazy("Twice in the file")
    UNREADABLE = "unreadable", gettext_lazy("Not read")


@dataclass(frozen=True)
class Line:
    """A row on one side: what it says, who is meant or may be, and what becomes of it."""

    row: int
    text: str
    side: str = ""
    fate: str = Fate.UNREADABLE
    why: str = ""
    member: Membership | None = None
    people: tuple[Membership, ...] = ()


@dataclass(frozen=True)
class Listing:
    """All rows of a file, with what would become of each."""

    lines: tuple[Line, ...] = ()
    questions: tuple[Line, ...] = field(default=())

    def of(self, fate: str) -> list[Line]:
        """Return the lines with this fate."""
        return [one for one in self.lines if one.fate == fate]

    @property
    def mark(self) -> str:
        """What is the same as long as the same people would get the same."""
        said = [(one.row, one.side, one.fate, one.member and one.member.pk) for one in self.lines]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def list_people(file: EnrollmentFile, table: Table, columns: Mapping[int, Field]) -> Listing:
    """Return what would become of each row of *table*; nothing is changed."""
    wanted = list(_wanted(table, columns))
    found = find_each([one.named for one in wanted], institution=file.institution)
    by_number = _by_number(file, wanted)
    lines: list[Line] = []
    questions: dict[str, Line] = {}
    for one, each in zip(wanted, found, strict=True):
        line = _who(one, each, by_number.get(one.number))
        if line.people:
            key = line.text.casefold()
            questions.setdefault(key, line)
            line = _answered(line, file.answers.get(key, ""))
        lines += _on_sides(line, one.side, file)
    lines += [
        Line(one.row, one.excerpt, why=one.message) for one in table.problems if one.column is None
    ]
    judged = _judged(file, lines)
    return Listing(tuple(judged), tuple(questions.values()))


# Who is meant -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    row: int
    named: Named
    name: str
    number: str
    side: str | None


def _wanted(table: Table, columns: Mapping[int, Field]) -> Iterable[_Wanted]:
    for row, cells in table.rows:

        def first(meant: Field, cells: Sequence[str] = cells) -> str:
            filled = (cells[at] for at, one in columns.items() if one == meant and cells[at])
            return next(filled, "")[:LONGEST]

        halves = (first(Field.GIVEN_NAME), first(Field.FAMILY_NAME))
        name = first(Field.NAME) or " ".join(filter(None, halves))
        email, number = first(Field.EMAIL), first(Field.ID)
        said = f"{name} <{email}>" if name and email else name or email or number
        read = read_people(name)
        readings = read[0].readings if len(read) == 1 else ()
        pieces = read_people(email)
        address = pieces[0].email if len(pieces) == 1 else ""
        named = Named(said, address, readings or ((name,),) if name else ())
        yield _Wanted(row, named, name, number, _side({*columns.values()}, first))


def _side(asked: set[Field], first: Callable[[Field], str]) -> str | None:
    """Return what a row says of its side; None where no column asks for it."""
    if Field.SIDE in asked:
        return first(Field.SIDE)
    said = [first(one) if one in asked else None for one in (Field.IS_MENTOR, Field.IS_MENTEE)]
    return None if said == [None, None] else side_by_yes_or_no(*said)


def _by_number(file: EnrollmentFile, wanted: Sequence[_Wanted]) -> dict[str, Membership]:
    numbers = {one.number for one in wanted if one.number}
    here = Membership.objects.current().of(file.institution).filter(external_id__in=numbers)
    rows = here.select_related("user", "institution", "unit").defer("search")
    return {one.external_id: one for one in rows} if numbers else {}


def _who(one: _Wanted, found: Found, numbered: Membership | None) -> Line:
    """Return the line of a row with the person who is meant; with those who may be, where someone has to say."""
    line = Line(one.row, one.named.text)
    if not line.text:
        return replace(line, text="–", why=_("This row has no name, email, or ID."))
    people = list(dict.fromkeys(found.people))
    if numbered and not people and _may_be(one, numbered):
        return replace(line, member=numbered)
    if len(people) == 1 and numbered in (None, people[0]):
        return replace(line, member=people[0])
    offered = [*([numbered] if numbered else []), *people]
    offered += [member for choice in found.choices for member in choice.people]
    why = _("The row may mean several people.")
    if numbered and (people or one.name):
        why = _("The ID and the name or email belong to different people.")
    elif found.choices and found.choices[0].why != Why.SEVERAL:
        why = _("No one here has this name or email.")
    if offered:
        return replace(line, fate=Fate.ASK, why=why, people=tuple(dict.fromkeys(offered)))
    return replace(line, fate=Fate.UNKNOWN)


def _may_be(one: _Wanted, member: Membership) -> bool:
    return not one.name or same_person(one.name, member.name) or nearly_same(one.name, member.name)


def _answered(line: Line, answer: str) -> Line:
    if answer == NO_ONE:
        return replace(line, fate=Fate.UNKNOWN, why=_("You chose to leave this out."))
    member = next((one for one in line.people if str(one.pk) == answer), None)
    return replace(line, member=member) if member else line


# What becomes of them -----------------------------------------------------------------------------


def _on_sides(line: Line, said: str | None, file: EnrollmentFile) -> list[Line]:
    """Return *line* on the sides that its row says; without a column of sides, on that of the file."""
    sides = file.program.traits.side_values
    side = side_of(said) if said else ""
    if said is None or len(sides) == 1:
        return [replace(line, side=file.side)]
    if side == BOTH:
        return [replace(line, side=one) for one in sides]
    if side in sides:
        return [replace(line, side=side)]
    why = (
        _("“%(text)s” doesn’t say mentor or mentee.") % {"text": said[:60]}
        if said
        else _("The row doesn’t say mentor or mentee.")
    )
    return [replace(line, fate=Fate.UNREADABLE, why=why, member=None, people=())]


def _judged(file: EnrollmentFile, lines: Sequence[Line]) -> list[Line]:
    """Return *lines* with what becomes of each person. A fixed number of queries, but for who isn't eligible."""
    keys = {one.member.pk for one in lines if one.member}
    rows = Enrollment.objects.filter(program=file.program, member__in=keys)
    enrolled = {
        (one.member_id, one.side): one
        for one in rows.only("member", "side", "awaits", "withdrawn_at")
    }
    people = Membership.objects.filter(pk__in=keys)
    reached = set(reachable(people).values_list("pk", flat=True))
    fits = {
        side: _keys(eligible_members(file.program, side).filter(pk__in=keys))
        for side in file.program.traits.side_values
    }
    why_not = _Reasons(file)
    first: dict[tuple[UUID, str], int] = {}
    judged = []
    for line in lines:
        member = line.member
        if member is None:
            judged.append(line)
            continue
        key = (member.pk, line.side)
        before = first.setdefault(key, line.row)
        if before != line.row:
            said = _("The same person as in row %(row)d.") % {"row": before}
            judged.append(replace(line, fate=Fate.TWICE, why=said))
        elif there := _there(enrolled.get(key)):
            judged.append(replace(line, fate=Fate.THERE, why=there))
        elif said := why_not.of(member, line.side, fits=member.pk in fits[line.side]):
            judged.append(replace(line, fate=Fate.INELIGIBLE, why=said))
        else:
            fate = Fate.TOLD if member.pk in reached else Fate.UNREACHABLE
            judged.append(replace(line, fate=fate, why=""))
    return judged


def _keys(rows: models.QuerySet[Membership]) -> set[UUID]:
    return set(rows.order_by().values_list("pk", flat=True))


def _there(row: Enrollment | None) -> str:
    if row is None:
        return ""
    if row.is_active:
        return _("Already enrolled.")
    if row.awaits == Awaits.PERSON:
        return _("Asked already; they haven’t confirmed yet.")
    return _("Applied, and waits for your answer.") if row.awaits else ""


class _Reasons:
    """Why people may not enroll, once for all who have the same rank, unit, track and first day."""

    def __init__(self, file: EnrollmentFile) -> None:
        self.file = file
        self.known: dict[tuple[Any, ...], str] = {}
        is_invited = file.does == EnrollmentFile.Does.INVITE
        self.of_one: Callable[[Program, Membership, str], list[str]] = (
            misfits if is_invited else ineligible
        )
        self.is_full = not is_invited and file.program.capacity is not None

    def of(self, member: Membership, side: str, *, fits: bool) -> str:
        """Return why *member* may not enroll on this side, in sentences; empty if they may."""
        if fits and not (self.is_full and side == Side.PROTEGE):
            return ""
        key = (side, member.rank, member.unit_id, member.track, member.start_date)
        if key not in self.known:
            self.known[key] = " ".join(self.of_one(self.file.program, member, side))
        return self.known[key]
