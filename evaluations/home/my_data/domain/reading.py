"""The facts about a person in words: what they are called, and choices, days and other rows as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from evaluations.home.my_data.domain.headings import HEADINGS
from evaluations.models import Meeting
from mentornet import moments
from mentornet.languages import language_choices
from networks.models import Tie
from profiles.models import Goal, Need
from profiles.vocabulary import Area, MentorRole

NESTED: dict[str, dict[str, Any]] = {
    "area": dict(Area.choices),
    "areas": dict(Area.choices),
    "role": dict(MentorRole.choices),
    "roles": dict(MentorRole.choices),
    "horizon": dict(Goal.Horizon.choices),
    "priority": dict(Need._meta.get_field("priority").flatchoices),
}
"""The words of choices within tables, by what they are called there."""
NAMES = ("name", "title", "text", "label")


def worded(row: Mapping[str, object], record: models.Model) -> list[tuple[str, object]]:
    """Return *row*, some facts of *record*, for reading: what each is called and what it says."""
    fields = {field.name: field for field in record._meta.concrete_fields}
    return [
        (heading(name), _said(name, value, fields.get(name), record)) for name, value in row.items()
    ]


def heading(name: str) -> str:
    """Return what the fact *name* is called; what people named themselves stays."""
    return str(HEADINGS.get(name, name))


def _said(name: str, value: object, field: Any, record: models.Model) -> object:
    if field is not None and field.is_relation:
        return named(getattr(record, name))
    words = dict(language_choices()) if name == "language" else NESTED.get(name, {})
    return _in_words(value, _choices(field) or words)


def _choices(field: Any) -> dict[Any, Any]:
    if field is None:
        return {}
    if isinstance(field, ArrayField):
        field = field.base_field
    return dict(field.flatchoices) if field.choices else {}


def named(one: models.Model) -> str:
    """Return what people call another row: its name, its two people, its time; else what it says itself."""
    if isinstance(one, Tie):
        return _("%(mentee)s and %(mentor)s") % {
            "mentee": one.protege,
            "mentor": named(one.partner),
        }
    if isinstance(one, Meeting) and one.starts_at:
        return moments.day_time(one.starts_at)
    for name in NAMES:
        if isinstance(said := getattr(one, name, None), str) and said:
            return said
    return f"#{one.pk}" if str(one).endswith(str(one.pk)) else str(one)


def _in_words(value: object, choices: Mapping[Any, Any]) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moments.day_time(value)
    if isinstance(value, date):
        return moments.day(value)
    if isinstance(value, list | tuple):
        between = "\n" if any(isinstance(one, dict) for one in value) else ", "
        return between.join(str(_in_words(one, choices)) for one in value)
    if isinstance(value, dict):
        return "\n".join(_lines(value, choices))
    return str(choices[value]) if isinstance(value, str | int) and value in choices else value


def _lines(table: Mapping[str, Any], names: Mapping[Any, Any]) -> list[str]:
    """Return a line for each fact of *table*; *names* are the words for its keys where those are choices."""
    lines = []
    for name, one in table.items():
        if one in (None, "", [], {}) or name == "id":
            continue
        nested = isinstance(one, dict) or (isinstance(one, list) and isinstance(one[0], dict))
        said = _in_words(one, NESTED.get(name, {}))
        # A part of the self-assessment is named by its number, which says nothing to a reader.
        if str(name).isdecimal():
            lines.append(str(said))
        else:
            called = names.get(name) or heading(str(name))
            lines.append(f"{called}:{chr(10) if nested else ' '}{said}")
    return lines
