"""A filter by an institution's own words."""

from __future__ import annotations

from typing import Any

import django_filters

from profiles.vocabulary import choices_now, having


class OwnWordFilter(django_filters.ChoiceFilter):
    """People with a rank or track; one of ours takes in the institution's own that mean it.

    *member* is where the person stands, such as "member__". What is retired can be found as well.
    """

    def __init__(self, *, kind: str, member: str = "", **kwargs: Any) -> None:
        self.kind, self.member = kind, member
        super().__init__(choices=lambda: choices_now(kind, retired=True), **kwargs)

    def filter(self, rows: Any, value: str) -> Any:
        """Return those with this rank or track; all where none is chosen."""
        return rows.filter(**having(self.kind, value, member=self.member)) if value else rows
