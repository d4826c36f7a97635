"""Whatever a body may hold by its description, the database can hold: field by field, for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from rest_framework import serializers

import mentornet.api.urls  # noqa: F401  (it imports every route, and with it every body)
from evaluations.models import Item
from mentornet.api.bodies import Body
from profiles.models import Membership, Unit, User
from tests.factories import InstitutionFactory
from tests.support.api import Api

pytestmark = pytest.mark.django_db

# Where a field is kept under another name, or elsewhere than in the row that shows it.
COLUMNS: dict[str, models.Field[Any, Any] | None] = {
    "MemberInput.email": User._meta.get_field("email"),
    "MemberInput.unit_path": Unit._meta.get_field("name"),
    "MemberInput.supervisor_external_id": Membership._meta.get_field("external_id"),
    "MemberInput.orcid": None,  # brought to its 19 characters before it is kept
    # Any word for them is brought to one of ours before it is kept.
    "MemberInput.rank": None,
    "MemberInput.track": None,
    # What a replay is asked for, which is not kept.
    "ReplayInput.since": None,
    "ReplayInput.also_delivered": None,
    "MemberEnd.last_day": Membership._meta.get_field("end_date"),
    "MembersBulk.members": None,
    "InstrumentInput.items": None,
}


def bodies(base: type[Body] = Body) -> Iterator[type[Body]]:
    for one in base.__subclasses__():
        if one.__module__.startswith("tests."):
            continue
        yield one
        yield from bodies(one)


FIELDS = {
    f"{body.__name__}.{name}": (body, field)
    for body in bodies()
    for name, field in body().fields.items()
}


def column_of(name: str, body: type[Body]) -> models.Field[Any, Any] | None:
    """The column of a field, whose name a body that is derived has from its base."""
    field = name.partition(".")[2]
    for base in body.__mro__:
        if (key := f"{base.__name__}.{field}") in COLUMNS:
            return COLUMNS[key]
    assert body.shown_as is not None, f"Where is {name} kept? Say it in COLUMNS."
    return body.shown_as.Meta.model._meta.get_field(field)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", FIELDS)
def test_column_holds_what_the_field_takes(name: str) -> None:
    body, field = FIELDS[name]
    column = column_of(name, body)
    if isinstance(field, serializers.ListField | serializers.ListSerializer):
        if isinstance(field, serializers.ListField):
            assert field.max_length, "A list says how long it may be."
        child = field.child
        field, column = child, column.base_field if isinstance(column, ArrayField) else column
    if isinstance(field, serializers.CharField) and not isinstance(field, serializers.UUIDField):
        assert field.max_length, "A text says how long it may be."
        if isinstance(column, models.CharField):
            assert field.max_length <= (column.max_length or 0)
    if isinstance(field, serializers.ChoiceField) and isinstance(column, models.CharField):
        assert max(len(str(one)) for one in field.choices) <= (column.max_length or 0)
    if isinstance(field, serializers.IntegerField):
        assert field.max_value is not None, "A number says how large it may be."
        assert field.min_value is not None, "A number says how small it may be."
        assert isinstance(column, models.IntegerField), f"{name} is kept as {column!r}."
        least, most = connection.ops.integer_field_range(column.get_internal_type())
        assert least <= field.min_value <= field.max_value <= most
    if isinstance(field, serializers.DecimalField):
        assert isinstance(column, models.DecimalField)
        assert (field.max_digits or 0) <= column.max_digits
        assert (field.decimal_places or 0) <= column.decimal_places
    assert not isinstance(field, serializers.FloatField), "Compare it here before you take one."


def test_walk_finds_the_bodies_that_are_known() -> None:
    assert {"ItemInput.highest", "MemberPatch.email", "RunInput.seed", "UnitInput.name"} <= set(
        FIELDS
    )


@pytest.mark.parametrize(("highest", "status"), [(40_000, 201), (100_000, 201), (100_001, 422)])
def test_number_of_an_instrument_is_kept_or_refused(highest: int, status: int) -> None:
    api = Api(InstitutionFactory())
    item = {"text": "How many?", "lowest": highest - 1, "highest": highest}

    answer = api.post("/instruments", {"name": "Ours", "items": [item]})

    assert answer.status_code == status, answer.content
    kept = list(Item.objects.filter(instrument__institution=api.client.institution))
    assert [one.highest for one in kept] == ([highest] if status == 201 else [])
