"""What the columns of another person's spreadsheet mean: a guess, for a person to look over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.spreadsheets.domain.reader import Table

PROTEGE, MENTOR, BOTH = "protege", "mentor", "both"


class Field(models.TextChoices):
    """What a column can hold."""

    IGNORE = "ignore", _("Not used")
    NAME = "name", _("Name")
    GIVEN_NAME = "given_name", _("First name")
    FAMILY_NAME = "family_name", _("Last name")
    EMAIL = "email", _("Email")
    ID = "id", _("Number or ID")
    SIDE = "side", _("Mentor or mentee")
    RANK = "rank", _("Rank")
    UNIT = "unit", _("Department or unit")
    AREAS = "areas", _("Areas needed or offered")
    ROLES = "roles", _("Roles wanted or offered")
    TERMS = "terms", _("Expertise, interests")
    GOALS = "goals", _("Goals, free text")
    MODES = "modes", _("Ways to meet")
    LANGUAGES = "languages", _("Languages")
    SUPERVISOR = "supervisor", _("Supervisor")
    CAPACITY = "capacity", _("How many mentees a mentor takes")
    CHOICES = "choices", _("People they’d like to be matched with, best first")
    NOT_WITH = "not_with", _("People they don’t want to be matched with")


# One cell holds the value; the others may come from several columns.
SINGLE = frozenset({Field.EMAIL, Field.ID, Field.SIDE, Field.NAME, Field.FAMILY_NAME})

# The first that fits decides; what says more stands higher.
HEADINGS: tuple[tuple[Field, str], ...] = (
    (
        Field.IGNORE,
        r"timestamp|pronoun|gender|\brace\b|ethnic|phone|consent|start (time|date)|end (time|date)"
        r"|completion|ip address|duration|progress|finished|recorded|response ?id|distribution"
        r"|latitude|longitude|\byears?\b.*(practice|experience|faculty|here|since)|^years?\b"
        r"|comments? (for|to)|anything else|recipient|reference|user language|\bscore\b",
    ),
    (Field.EMAIL, r"e-?mail"),
    (Field.NOT_WITH, r"\bnot\b.*(pair|match|with|want)|\bavoid|conflict of interest"),
    (
        Field.CAPACITY,
        r"how many (\w+ )?(mentees?|prot|people|juniors|faculty)|number of (mentees?|prot)"
        r"|capacity|max\w* (number|mentees?|prot)|\bslots\b|\bplaces\b",
    ),
    (
        Field.CHOICES,
        r"(prefer|choice|rank|request|would like to (be )?(pair|match|work)).*"
        r"(mentor|mentee|prot|name|person|people)|(1st|first|2nd|second|3rd|third) choice"
        r"|preferred (mentor|mentee|partner)",
    ),
    (Field.SUPERVISOR, r"supervisor|division chief|reports? to|line manager|department chair"),
    (
        Field.SIDE,
        r"are you (a |signing|applying|interested)|(sign|apply|participat|join|enrol)\w* .*\bas\b"
        r"|mentors? or (a )?(mentee|prot)|role in (the|this) program|i (want|would like) to be",
    ),
    (Field.GIVEN_NAME, r"(first|given|fore) ?-?name"),
    (Field.FAMILY_NAME, r"(last|family) ?-?name|surname"),
    (Field.LANGUAGES, r"languages?\b"),
    (
        Field.MODES,
        r"how (would|do|can|could) you .*\bmeet|format|in.?person|virtual|zoom|way of meeting"
        r"|meeting (preference|mode|type|style)|ways? (to|of) (meet|work)",
    ),
    (
        Field.AREAS,
        r"\bareas?\b|mentoring needs?|need.*(help|mentor)|help with|topics?.*(help|mentor)"
        r"|mentor\w* .*\b(on|in|around|about)\b",
    ),
    (Field.ROLES, r"(kind|type) of mentor|mentor(ing)? roles?|role.*(mentor|for you)|^roles?$"),
    (Field.UNIT, r"department|division|\bunit\b|section|\bschool\b|institute|\bfaculty of\b"),
    (Field.RANK, r"\brank\b|position|\btitle\b|career (stage|level)|training level|\bpgy\b|level"),
    (
        Field.TERMS,
        r"expertise|interests?\b|specialt|key ?words?|research (area|topic|focus)|skills|\bfield\b",
    ),
    (
        Field.GOALS,
        r"goals?\b|hope to|describe|objective|achieve|tell us|about (you|yourself)|\bwhy\b"
        r"|what would you like|aspir|statement",
    ),
    (Field.ID, r"employee|staff (id|number)|\b(net|uni)? ?id\b|\bnumber\b"),
    (Field.NAME, r"\bname\b"),
)
SIDE_WORDS = (
    (BOTH, r"\bboth\b|either"),
    (PROTEGE, r"mentee|prot[eé]g|junior|learner|seek|looking for|need a mentor|be mentored"),
    (MENTOR, r"mentor|senior|offer"),
)


def guess(table: Table) -> dict[int, Field]:
    """Return what each column seems to mean, by its heading and by what stands below it."""
    found: dict[int, Field] = {}
    for at, header in enumerate(table.headers):
        meant = _of_values(table.column(at)) or _of_heading(header)
        if meant in SINGLE and meant in found.values():
            meant = Field.IGNORE
        found[at] = meant
    if Field.NAME not in found.values() and Field.FAMILY_NAME not in found.values():
        free = [at for at, header in enumerate(table.headers) if re.search(r"name", header, re.I)]
        if free:
            found[free[0]] = Field.NAME
    return found


def _of_heading(header: str) -> Field:
    words = " ".join(header.casefold().replace("_", " ").split())
    for meant, pattern in HEADINGS:
        if re.search(pattern, words):
            return meant
    return Field.IGNORE


def _of_values(cells: list[str]) -> Field | None:
    if not cells:
        return Field.IGNORE
    if sum(bool(re.fullmatch(r"\S+@\S+\.\w+", cell)) for cell in cells) > len(cells) * 0.8:
        return Field.EMAIL
    short = {cell.casefold() for cell in cells}
    sides = {side_of(cell) for cell in short}
    named = all(re.search(r"mentor|mentee|prot[eé]g|both", cell) for cell in short)
    if len(short) <= 6 and named and len(sides) > 1:
        return Field.SIDE
    return None


def side_of(cell: str) -> str:
    """Return which side a cell speaks of: protege, mentor, both, or "" where it does not say.

    >>> side_of("I would like to be a mentee"), side_of("Mentor"), side_of("Both")
    ('protege', 'mentor', 'both')
    """
    words = cell.casefold()
    if re.search(r"mentor", words) and re.search(r"mentee|prot[eé]g", words):
        return BOTH
    for side, pattern in SIDE_WORDS:
        if re.search(pattern, words):
            return side
    return ""


def side_of_heading(header: str) -> str:
    """Return whether a question is for one side only: "Mentees: which areas …"; "" for everyone.

    >>> side_of_heading("Mentees only: goals"), side_of_heading("If you are a mentor, how many?")
    ('protege', 'mentor')
    """
    words = header.casefold()
    for side, who in ((PROTEGE, r"(mentees?|prot[eé]g[eé]s?)"), (MENTOR, r"mentors?")):
        if re.search(
            rf"^\W*(for )?{who}( only)?\s*[:\]\)–-]|if you are (a|applying as a) {who}"
            rf"|\bfor {who}( only)?\b|\b{who} only\b|as a {who}\b",
            words,
        ):
            return side
    return ""


def parse_mapping(given: Mapping[str, str], width: int) -> dict[int, Field]:
    """Return a mapping of columns from text, as forms and files keep it; the rest is not used."""
    return {
        at: Field(given[str(at)]) if given.get(str(at)) in Field.values else Field.IGNORE
        for at in range(width)
    }


def missing(mapping: Mapping[int, Field], *, both_sides: bool) -> list[str]:
    """Return what a mapping lacks for people to be matched, in words."""
    meant = set(mapping.values())
    found = []
    if not meant & {Field.NAME, Field.FAMILY_NAME, Field.EMAIL, Field.ID}:
        found.append(str(_("Choose the column with names or email addresses.")))
    if both_sides and Field.SIDE not in meant:
        found.append(str(_("Choose the column that says who is a mentor and who is a mentee.")))
    if not meant & {Field.AREAS, Field.ROLES, Field.TERMS, Field.GOALS, Field.CHOICES}:
        found.append(
            str(_("Choose at least one column to match by: areas, expertise, goals, or choices."))
        )
    return found
