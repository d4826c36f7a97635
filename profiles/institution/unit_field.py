"""Units of an institution, several at once: names or paths, one a line."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from profiles.institution.domain.unit_paths import unit_paths
from profiles.institution.domain.unit_search import in_words, meant
from profiles.models import Institution

MOST_FAULTS = 10


class UnitsField(forms.CharField):
    """One unit a line, such as "Medicine" or "School of Medicine / Medicine"; a list of their keys."""

    institution: Institution | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the paths of the units, one a line; a unit that is gone has none."""
        if not isinstance(value, list | tuple):
            return value
        paths = unit_paths(self.institution) if self.institution and value else {}
        return "\n".join(sorted(in_words(paths[one]) for one in value if one in paths))

    def clean(self, value: Any) -> list[Any]:
        text = super().clean(value) or ""
        lines = [" ".join(line.split()) for line in re.split(r"[\n\r;]", text)]
        lines = [line for line in lines if line]
        if not lines or self.institution is None:
            return []
        paths = unit_paths(self.institution)
        found: dict[Any, None] = {}
        wrong = []
        for line in lines:
            fits = meant(paths, line)
            if len(fits) == 1:
                found[fits[0]] = None
            elif not fits:
                said = _("No unit is called “%(name)s”.")
                wrong.append(forms.ValidationError(said, params={"name": line}))
            else:
                among = "; ".join(in_words(paths[pk]) for pk in fits[:MOST_FAULTS])
                said = _("Several units match “%(name)s”. Enter one of: %(paths)s.")
                wrong.append(forms.ValidationError(said, params={"name": line, "paths": among}))
        if wrong:
            raise forms.ValidationError(wrong[:MOST_FAULTS])
        return list(found)
