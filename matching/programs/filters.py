"""The filter of lists by program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from matching.programs.access import directed_by_reader
from matching.programs.models import Program
from mentornet.pages.fields import LongSelect


def _programs(request: Any) -> QuerySet[Program]:
    return directed_by_reader(request).order_by("name", "pk") if request else Program.objects.none()


class _Names(ModelChoiceIterator):
    """The choices of the field, read as keys and names: hundreds of programs are not built for it."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.field.empty_label
        key = Cast("pk", TextField())
        yield from self.field.queryset.values_list(key, "name").iterator()


class _ProgramField(ModelChoiceField):
    iterator = _Names


class ProgramFilter(django_filters.ModelChoiceFilter):
    """One of the programs that the reader runs."""

    field_class = _ProgramField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Program"),
            queryset=_programs,
            empty_label=_("Any program"),
            widget=LongSelect,
            **kwargs,
        )
