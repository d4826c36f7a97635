"""Filters of lists, on django-filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import LongSelect


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
            if type(field.widget) is forms.Select:
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
