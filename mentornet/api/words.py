"""Words of a fixed list today, to which institutions will add their own: ranks, tracks, areas, kinds.

The word as the institution has it is a plain text. Beside it stands `standard_…`: the word of our list
that it means, for programs that tell such words apart. That list is open, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LONGEST = 100
OPEN = "One of our list, to which we may add; null for a word that means none of them."


class Word(serializers.CharField):
    """Such a word, read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"read_only": True}
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)


class StandardWord(serializers.Field):
    """What the word in *source* means in our list."""

    def __init__(self, *, source: str, values: Iterable[str], **kwargs: Any) -> None:
        self.values = [str(value) for value in values if value]
        super().__init__(source=source, read_only=True, **(kwargs | {"help_text": OPEN}))
        self._spectacular_annotation = {"field": open_list(self.values)}

    def to_representation(self, value: Any) -> str | None:
        return str(value) if value in self.values else None


class StandardWords(StandardWord):
    """What the words in *source* mean, without those that mean none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        schema = open_list(self.values)
        item = {**schema, "type": "string"}
        self._spectacular_annotation = {"field": {"type": "array", "items": item}}

    def to_representation(self, value: Any) -> Any:
        return [str(one) for one in value if one in self.values]


def open_list(values: list[str]) -> dict[str, Any]:
    """Return the schema of a word of our list, which may grow.

    >>> open_list(["full"])
    {'type': ['string', 'null'], 'maxLength': 100, 'x-extensible-enum': ['full'], 'examples': ['full']}
    """
    return {
        "type": ["string", "null"],
        "maxLength": LONGEST,
        "x-extensible-enum": values,
        "examples": values[:1],
    }


@extend_schema_field(OpenApiTypes.STR)
class WordFilter(django_filters.ChoiceFilter):
    """Rows with this word. A word that is none is refused with those that there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = ", ".join(str(value) for value, _label in kwargs["choices"])
        about = kwargs.pop("help_text", "")
        super().__init__(*args, **kwargs, help_text=f"{about} Now: {values}.".strip())


def not_one_of(value: object, choices: Iterable[object]) -> str:
    """Return the words for a value that is none of a few."""
    return _("“%(value)s” is not one of these: %(choices)s") % {
        "value": str(value)[:60],
        "choices": ", ".join(str(one) for one in choices),
    }
