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
    if both_sides and Field.SIDE not in meant:
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
    if Field.RANK not in meant:
        found.append(
            str(_("No column for rank: it wouldn’t count how far ahead of a mentee a mentor is."))
        )
    if not meant & {Field.EMAIL, Field.ID}:
        found.append(str(_("No column for email: people are told apart by their names.")))
    return found
