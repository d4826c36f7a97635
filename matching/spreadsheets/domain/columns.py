"""What the columns of another person's spreadsheet mean: a guess, for a person to look over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    IS_MENTOR = "is_mentor", _("Wants to be a mentor: yes or no")
    IS_MENTEE = "is_mentee", _("Wants a mentor: yes or no")
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
    CHOICE_PLACE = "choice_place", _("Which choice this row is: 1 for the first")
    NOT_WITH = "not_with", _("People they don’t want to be matched with")
    NOT_SAME = "not_same", _("Not with the same: adviser, lab, unit, or chief")
    WISHES = "wishes", _("Preferences in their own words, for you to read")
    WHEN = "when", _("When they answered")


SIDES = (Field.SIDE, Field.IS_MENTOR, Field.IS_MENTEE)
_YES = re.compile(r"(yes|y|true|1|x|checked|sí|si)\b.*", re.IGNORECASE | re.DOTALL)
_NO = re.compile(r"(no|n|false|0|unchecked)\b.*", re.IGNORECASE | re.DOTALL)
SIDE_WORDS = (
    (BOTH, r"\bboth\b|either"),
    (PROTEGE, r"mentee|prot[eé]g|junior|learner|seek|looking for|need a mentor|be mentored"),
    (MENTOR, r"mentor|senior|offer"),
)


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


def says_yes(cell: str) -> bool | None:
    """Return whether a cell says yes or no; None where it says neither.

    >>> says_yes("Yes, gladly"), says_yes("no"), says_yes("Cardiology")
    (True, False, None)
    """
    if _YES.fullmatch(cell.strip()):
        return True
    return False if _NO.fullmatch(cell.strip()) else None


def side_by_yes_or_no(mentor: str | None, mentee: str | None) -> str:
    """Return the side that the answers to *Mentor?* and *Mentee?* tell, "" for none.

    None is a question that nobody was asked: then "no" to the other one means the side that is left.

    >>> side_by_yes_or_no("Yes", "Yes"), side_by_yes_or_no("No", "Yes"), side_by_yes_or_no("No", None)
    ('both', 'protege', 'protege')
    """
    teaches = None if mentor is None else says_yes(mentor)
    learns = None if mentee is None else says_yes(mentee)
    if mentee is None and teaches is not None:
        learns = not teaches
    if mentor is None and learns is not None:
        teaches = not learns
    if teaches and learns:
        return BOTH
    return MENTOR if teaches else PROTEGE if learns else ""


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
    if not meant & {Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.EMAIL, Field.ID}:
        found.append(str(_("Choose the column with names or email addresses.")))
    if both_sides and not meant & {*SIDES}:
        found.append(str(_("Choose the column that says who is a mentor and who is a mentee.")))
    if not meant & {Field.AREAS, Field.ROLES, Field.TERMS, Field.GOALS, Field.CHOICES}:
        found.append(
            str(_("Choose at least one column to match by: areas, expertise, goals, or choices."))
        )
    return found


def without(mapping: Mapping[int, Field], *, has_mentors: bool) -> list[str]:
    """Return what it means that no column is used for something important, in words."""
    meant = set(mapping.values())
    found = []
    if not meant & {Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME}:
        found.append(
            str(_("No column for names: you would see emails or IDs, and no one is found by name."))
        )
    if has_mentors and Field.CAPACITY not in meant:
        found.append(str(_("No column for capacity: every mentor would take one mentee.")))
    if not meant & {Field.AREAS, Field.TERMS, Field.GOALS}:
        found.append(
            str(_("No column for areas, expertise, or goals: only choices and ranks would count."))
        )
    asked = meant & {*SIDES}
    if asked == {Field.IS_MENTOR}:
        found.append(str(_("Who doesn’t want to be a mentor is read as a mentee.")))
    if asked == {Field.IS_MENTEE}:
        found.append(str(_("Who doesn’t want a mentor is read as a mentor.")))
    if Field.RANK not in meant:
        found.append(
            str(_("No column for rank: it wouldn’t count how far ahead of a mentee a mentor is."))
        )
    if not meant & {Field.EMAIL, Field.ID}:
        found.append(str(_("No column for email: people are told apart by their names.")))
    return found
