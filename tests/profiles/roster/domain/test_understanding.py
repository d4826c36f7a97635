"""Files understood: units without codes, whole names, headers below titles."""

import io

import pytest

from profiles.roster.domain.answers import Answers
from profiles.roster.domain.understanding import understand

pytestmark = pytest.mark.django_db
HEAD = "Empl ID,Email,Name,Title,Department,Division\n"


def read(institution, text: str, **said):
    return understand(io.BytesIO(text.encode()), institution, Answers(**said))


def test_codes_and_managers_beside_units_are_left_out_and_said(institution):
    found = read(
        institution,
        HEAD
        + "1,a@x.example,Ada Ash,Professor,CC1001 Medicine,\n2,b@x.example,Bo Birch,Professor,CC1002 Surgery,\n",
    )
    assert [row.cells["unit"] for row in found.rows] == ["Medicine", "Surgery"]
    assert found.notes[-1] == "The codes before the units were left out: “CC1001”."


def test_names_department_and_division_are_taken_apart_and_put_together(institution):
    line = "1,a@x.example,Nagy Ada,Professor,Medicine,Renal\n"
    (row,) = read(institution, HEAD + line, name_order="last_first").rows
    assert (row.cells["given_name"], row.cells["family_name"]) == ("Ada", "Nagy")
    assert row.cells["unit"] == "Medicine / Renal"


def test_header_row_can_be_chosen(institution):
    text = "A,B,C,D\nEmpl ID,Email,Name,Rank\n1,a@x.example,Ada Ash,full\n"
    assert read(institution, text).how["header_row"] == 2
    assert read(institution, text, header_row=1).errors[0].code == "column_missing"
