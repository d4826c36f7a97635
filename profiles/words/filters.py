"""A filter by an institution's own words."""

from __future__ import annotations

from typing import Any

import django_filters

from profiles.vocabulary import having
from profiles.words.fields import SoughtWordField


class OwnWordFilter(django_filters.Filter):
    """People with a rank or track; one of ours takes in the institution's own that mean it.

    *member* is where the person stands, such as "member__". What is retired is no longer offered, and is found
    where an address or a saved view asks for it.
    """

    field_class = SoughtWordField

    def __init__(self, *, kind: str, empty_label: Any, member: str = "", **kwargs: Any) -> None:
        self.kind, self.member = kind, member
        super().__init__(kind=kind, empty=empty_label, **kwargs)

    def filter(self, rows: Any, value: str) -> Any:
        """Return those with this rank or track; all where none is chosen."""
        return rows.filter(**having(self.kind, value, member=self.member)) if value else rows
