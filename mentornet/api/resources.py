"""How a row looks outside: `fields` takes less of it, `expand` takes what it points to along."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext
from rest_framework import serializers

from mentornet.api.problems import BadParameter, Fault
from mentornet.api.versions import note_field

MAX_NAMES = 60


class Resource(serializers.ModelSerializer):
    """A row that is only read. `expandable` names what may be expanded, one step and no further."""

    expandable: ClassVar[dict[str, type[serializers.ModelSerializer]]] = {}
    id = serializers.UUIDField(read_only=True, help_text="Opaque, and the same for ever.")

    def get_fields(self) -> dict[str, Any]:
        fields = self._wanted()
        for name in fields:
            note_field(type(self).__name__, name)
        return fields

    def _wanted(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        if self.parent is not None and not getattr(self.parent, "many", False):
            return fields
        if getattr(self.context.get("view"), "swagger_fake_view", False):
            return fields | self._expanded(list(self.expandable))
        request = self.context.get("request")
        if request is None or request.method not in ("GET", "HEAD"):
            return fields
        wanted = _names(request, "fields", {*fields, *self.expandable})
        expanded = _names(request, "expand", set(self.expandable))
        fields |= self._expanded(expanded)
        if wanted:
            return {n: f for n, f in fields.items() if n in wanted or n in expanded or n == "id"}
        return fields

    def _expanded(self, names: list[str]) -> dict[str, Any]:
        return {
            name: self.expandable[name](read_only=True, allow_null=True, help_text="With `expand`.")
            for name in names
        }


def check_fields(request: Any, serializer: type[Resource]) -> None:
    """Refuse names that the resource lacks, also where no row is there to show it."""
    _names(request, "fields", {*serializer.Meta.fields, *serializer.expandable})


def expanded_in(request: Any, serializer: type[Resource]) -> list[str]:
    """What the caller wants expanded; raises BadParameter."""
    return _names(request, "expand", set(serializer.expandable))


def _names(request: Any, parameter: str, known: set[str]) -> list[str]:
    given = request.query_params.get(parameter, "")
    names = list(dict.fromkeys(name for name in given.split(",") if name))
    unknown = [name for name in names if name not in known]
    if unknown or len(names) > MAX_NAMES:
        words = gettext("Use any of these, with commas between them: %(names)s") % {
            "names": ", ".join(sorted(known)) or "–"
        }
        raise BadParameter(faults=[Fault(words, where="parameter", at=parameter)])
    return names
