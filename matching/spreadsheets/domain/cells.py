"""Reading the cells of a form as people fill it in: many spellings in, the field's terms out."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from profiles.assessment.domain.lexicon import areas_in
from profiles.own_words import RANK, key_said, standard_of
from profiles.vocabulary import Area, MentorRole, Mode, Rank
from profiles.words.domain import titles

NUMBERS = {
    "none": 0,
    "no": 0,
    "one": 1,
    "a": 1,
    "single": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
MOST_PLACES = 50
RANKS = (
    (Rank.EMERITUS, r"emerit"),
    (Rank.ASSISTANT, r"\bass?is?t(ant|\.)?\b.*\bprof|\bassistant\b|\basst\b"),
    (Rank.ASSOCIATE, r"\bassoc(iate|\.)?\b"),
    (Rank.TRAINEE, r"\bpgy|resident|fellow|trainee|student|post-?doc|intern\b"),
    (Rank.INSTRUCTOR, r"instructor|lecturer|\bjunior faculty"),
    (Rank.FULL, r"\bfull\b|professor|\bprof\b"),
)
AREAS = (
    (Area.BALANCE, r"balance|wellness|well-?being|burnout|family|parent"),
    (Area.GROWTH, r"personal (growth|development)|resilien|confiden"),
    (Area.NETWORKING, r"network|sponsor|visibility|introduc"),
    (Area.LEADERSHIP, r"leader|negotiat|conflict|politic|management"),
    (Area.TEACHING, r"teach|educat|curricul|pedagog"),
    (Area.RESEARCH, r"research|grant|writing|manuscript|publi|scholar|statistic|funding|study"),
    (Area.CLINICAL, r"clinic|program(me)? (building|development)|quality improvement|patient"),
    (Area.CAREER, r"career|promotion|advancement|tenure|job"),
)
ROLES = (
    (MentorRole.ROLE_MODEL, r"role ?-?model"),
    (MentorRole.SPONSOR, r"sponsor|advocate"),
    (MentorRole.TEACHER, r"teach|explain"),
    (MentorRole.ADVISOR, r"advis|guid|counsel"),
    (MentorRole.AGENT, r"agent|protect"),
    (MentorRole.COACH, r"coach|train"),
    (MentorRole.CONFIDANT, r"confidant|listen|sounding"),
)
MODES = (
    (Mode.IN_PERSON, r"person|face|coffee|campus|lunch"),
    (Mode.PHONE, r"phone|call\b"),
    (Mode.VIDEO, r"video|zoom|virtual|online|teams|skype|remote"),
    (Mode.ASYNC, r"mail|messag|text|chat|slack|async"),
)
EITHER_MODE = r"^(either|any|both|hybrid|no preference|flexible)"


def parts_of(cell: str) -> list[str]:
    """Cut an answer into its choices: at semicolons and lines, else at commas outside brackets.

    >>> parts_of("Leadership (negotiation, conflict), Teaching")
    ['Leadership (negotiation, conflict)', 'Teaching']
    """
    signs = r"[;\n|]" if re.search(r"[;\n|]", cell) else r",(?![^()]*\))"
    found = [" ".join(part.split()).strip(" .•-–") for part in re.split(signs, cell)]
    return list(dict.fromkeys(part for part in found if part))


def capacity_of(cell: str) -> tuple[int | None, str]:
    """Return the number of places that a cell speaks of, and a note where it left a choice.

    Of "1 or 2" the lower counts: a mentor with too many is worse off than one with a free place.
    None for a cell that says no number.

    >>> capacity_of("1 or 2")
    (1, 'We read it as 1, the lower number.')
    >>> capacity_of("5+"), capacity_of("up to 3 mentees"), capacity_of("many")
    ((5, ''), (3, ''), (None, ''))
    """
    # Some tools write whole numbers as 2.0.
    words = re.sub(r"(\d)\.0+\b(?!\.)", r"\1", cell.casefold())
    if re.search(r"-\s*\d", words) and not re.search(r"\d\s*-\s*\d", words):
        return None, ""
    found = [int(number[:6]) for number in re.findall(r"\d+(?!\.\d)(?<!\.\d)", words)]
    if re.search(r"\d\.\d", words):
        return None, ""
    if not found:
        found = [NUMBERS[word] for word in re.findall(r"[a-z]+", words) if word in NUMBERS]
    if not found or min(found) > MOST_PLACES:
        return None, ""
    note = (
        _("We read it as %(number)d, the lower number.") % {"number": min(found)}
        if len(set(found)) > 1
        else ""
    )
    return min(found), note


def rank_of(cell: str) -> str:
    """Return the rank that a title speaks of, or "".

    A word of the institution in force comes first, as what it means; then the rules for titles, and any word that
    is near.

    >>> rank_of("Asst Prof of Medicine"), rank_of("PGY-3"), rank_of("Professor, Surgery")
    ('assistant', 'trainee', 'full')
    """
    if own := key_said(RANK, " ".join(cell.split())):
        return standard_of(RANK, own)
    found = titles.rank_of(cell, {})
    return found.rank if found.sure == titles.Sure.RANK else _first(RANKS, cell)


def area_of(part: str) -> list[str]:
    """Return the areas that one choice speaks of: by its own name, else by what it is about."""
    exact = [area.value for area in Area if part.casefold() in (area.value, area.label.casefold())]
    if exact:
        return exact
    spoken = [area.value for area, pattern in AREAS if re.search(pattern, part.casefold())]
    return spoken[:2] or [area.value for area in areas_in(part)][:1]


def role_of(part: str) -> str:
    """Return the role that one choice speaks of, or ""."""
    return _first(ROLES, part)


def modes_of(cell: str) -> list[str]:
    """Return the ways of meeting that a cell speaks of; "either" is in person and video."""
    if re.search(EITHER_MODE, cell.casefold()):
        return [Mode.IN_PERSON.value, Mode.VIDEO.value]
    return [mode.value for mode, pattern in MODES if re.search(pattern, cell.casefold())]


def _first(patterns: tuple[tuple[str, str], ...], cell: str) -> str:
    words = cell.casefold()
    return next((str(value) for value, pattern in patterns if re.search(pattern, words)), "")
