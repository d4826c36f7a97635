"""What is sent in. Nothing of it is passed over: a field that can't be set is refused by its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, NoReturn, cast

from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from mentornet.api.resources import Resource
from mentornet.api.versions import note_field
from mentornet.api.words import not_one_of


class Choice(serializers.ChoiceField):
    """One of a few values; what else is sent is told which they are."""

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        if key == "invalid_choice":
            raise ValidationError(not_one_of(kwargs["input"], self.choices), code=key)
        super().fail(key, **kwargs)


class Body(serializers.Serializer):
    """The fields of a body. `shown_as` is the row as it is read, some of whose fields no one sets."""

    shown_as: ClassVar[type[Resource] | None] = None

    def to_internal_value(self, data: Any) -> Any:
        """Return the values; raise ValidationError for each fault, the names that are none included."""
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        for name, _field in self.fields.items() if isinstance(data, Mapping) else ():
            if name in data:
                note_field(f"{type(self).__name__}Request", name)
                note_field(f"Patched{type(self).__name__}Request", name)
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            found = cast(dict[str, Any], error.detail)
            raise ValidationError({**found, **refused}) from error
        if refused:
            raise ValidationError(refused)
        return values

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        shown: tuple[str, ...] = ()
        if self.shown_as is not None:
            shown = (*self.shown_as.Meta.fields, *self.shown_as.expandable)
        settable = {name for name, field in self.fields.items() if not field.read_only}
        return refusals(data, settable, shown=shown)


def refusals(
    data: Mapping[str, Any], settable: Collection[str], *, shown: Collection[str] = ()
) -> dict[str, list[ErrorDetail]]:
    """Return by name what of *data* is not *settable*; what is *shown* can be read and not be set."""
    return {
        name: [
            ErrorDetail(gettext("This can’t be set here. Leave it out."), "read_only")
            if name in shown
            else ErrorDetail(gettext("There is no such field."), "unknown")
        ]
        for name in data
        if name not in settable
    }


class NoFields(Body):
    """The body of an act that needs to be told nothing: none, or an empty object."""


def checked(body: type[Body], given: Any) -> dict[str, Any]:
    """Return the values of *given*; raise ValidationError."""
    found = body(data=given)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)
