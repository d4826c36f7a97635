"""Filters that say what is wrong with a parameter, by its name."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.request import Request

from mentornet.api.problems import BadParameter, Fault
from mentornet.api.words import not_one_of


class StrictFilters(DjangoFilterBackend):
    """A value that can't be used is refused, never passed over."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            faults = [
                Fault(_words(filterset.form, name, errors), where="parameter", at=name)
                for name, errors in filterset.errors.as_data().items()
            ]
            raise BadParameter(faults=faults)
        return filterset.qs


def _words(form: Any, name: str, errors: list[ValidationError]) -> str:
    """What is wrong with a parameter; where it is none of a few values, with these."""
    choices = getattr(form.fields.get(name), "choices", None)
    if choices and [error.code for error in errors] == ["invalid_choice"]:
        return not_one_of(form.data.get(name), (value for value, _label in choices if value))
    return " ".join(words for error in errors for words in error.messages)


class MomentField(IsoDateTimeField):
    """A moment of ISO 8601 with its zone, as UTC."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        try:
            return found.astimezone(UTC) if found else found
        except OverflowError as error:
            raise ValidationError("This moment is out of range.") from error


class MomentFilter(django_filters.IsoDateTimeFilter):
    """Rows before or after a moment."""

    field_class = MomentField


class FlagField(forms.Field):
    """true or false, and nothing that is nearly so."""

    def clean(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError("true or false.")
        return bool(value == "true")


class FlagFilter(django_filters.BooleanFilter):
    """Rows of which something is so, or is not."""

    field_class = FlagField


class IdFilter(django_filters.UUIDFilter):
    """Rows that belong to the row with this id."""


__all__ = ["FilterSet", "FlagFilter", "IdFilter", "MomentFilter", "StrictFilters"]
