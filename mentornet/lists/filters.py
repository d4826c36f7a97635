"""Filters of lists, on django-filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.conf import settings as defaults

from mentornet.pages.fields import DayInput, LongSelect

ANY = pgettext_lazy("filter", "Any")


def first_day(**kwargs: Any) -> django_filters.DateFilter:
    """Return the filter for the first of some days."""
    return _day(pgettext_lazy("day", "From"), **kwargs)


def last_day(**kwargs: Any) -> django_filters.DateFilter:
    """Return the filter for the last of some days."""
    return _day(pgettext_lazy("day", "To"), **kwargs)


def _day(label: Any, **kwargs: Any) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, widget=DayInput(), **kwargs)


class ListFilters(django_filters.FilterSet):
    """Filters with a search. A list that has none says `q = None`."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            if getattr(field, "empty_label", None) == defaults.EMPTY_CHOICE_LABEL:
                field.empty_label = ANY
            if isinstance(field.widget, forms.NullBooleanSelect):
                choices = [("", ANY), *list(field.widget.choices)[1:]]
                field.widget = LongSelect(field.widget.attrs, choices=choices)
            elif type(field.widget) is forms.Select:
                field.widget = LongSelect(field.widget.attrs)
                field.widget.choices = field.choices

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those of *rows* that *words* find. Each list says how."""
        raise NotImplementedError

    @property
    def is_active(self) -> bool:
        """Return whether anything is searched or filtered."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def count_set(self) -> int:
        """Return how many filters are set, the search aside."""
        return sum(bool(self.data.get(name)) for name in self.filters if name != "q")
