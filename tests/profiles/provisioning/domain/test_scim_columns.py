"""What filters ask of columns, where there is nothing in them as well."""

from __future__ import annotations

import pytest
from scim2_models.path import CompareOperator as Op

from profiles.models import Unit
from profiles.provisioning.domain.scim_columns import Fixed, Key, Listed, Words
from profiles.provisioning.domain.scim_resources import ScimError
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "op", "value", "found"),
    [
        (Words("directory_id"), Op.eq, "a", {"Art"}),
        (Words("directory_id", exact=True), Op.eq, "a", set()),
        (Words("directory_id"), Op.ne, "a", {"Law"}),
        (Words("directory_id"), Op.eq, None, {"Law"}),
        (Words("directory_id"), Op.ne, None, {"Art"}),
        (Words("directory_id"), Op.eq, "", {"Law"}),
        (Words("directory_id"), Op.lt, "b", {"Art"}),
        (Words("directory_id"), Op.co, None, set()),
        (Key("parent"), Op.eq, None, {"Art", "Law"}),
        (Key("parent"), Op.ne, None, set()),
        (Key("parent"), Op.eq, "x", set()),
        (Fixed("work"), Op.eq, "WORK", {"Art", "Law"}),
        (Fixed("work"), Op.sw, "h", set()),
        (Fixed(""), Op.eq, "x", set()),
        (Fixed(""), Op.ne, "x", {"Art", "Law"}),
        (Fixed(""), Op.eq, None, {"Art", "Law"}),
    ],
)
def test_compare(column, op, value, found):
    UnitFactory(name="Art", directory_id="A")
    UnitFactory(name="Law")
    rows = Unit.objects.filter(column.compare(op, value))
    assert set(rows.values_list("name", flat=True)) == found


def test_units_are_compared_by_their_paths():
    art, law = UnitFactory(name="Art"), UnitFactory(name="Law")
    column = Listed({art.pk: "Medicine / Art", law.pk: "Law"})
    assert list(Unit.objects.filter(column.compare(Op.sw, "medicine"))) == [art]
    assert list(Unit.objects.order_by(column.order())) == [law, art]


def test_ids_are_not_searched_for_their_parts():
    with pytest.raises(ScimError) as refused:
        Key("pk").compare(Op.co, "a")
    assert refused.value.scim_type == "invalidFilter"
