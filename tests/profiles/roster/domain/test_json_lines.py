"""A roster as lines of JSON: read or refused line by line."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.models import Membership, RosterImport
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api, person


def test_lines_with_a_bad_one_are_refused_as_a_whole(api: Api) -> None:
    sent = lines(person(1), person(2, rank="king"), "{", '{"external_id": "F3"}', "[]")

    found = done(api, api.put("/members/bulk", sent, content_type=LINES))

    assert (found["state"], found["counts"]["bad_rows"]) == ("refused", 4)
    assert not Membership.objects.exists()
    rows = api.get(f"/imports/{found['id']}/rows?result=error").json()["items"]
    assert [one["row"] for one in rows] == [2, 3, 4, 5]
    assert rows[0]["errors"][0]["column"] == "rank"
    assert [one["column"] for one in rows[2]["errors"]] == ["email", "given_name", "rank"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/members"), ({"members": []}, "/members"), ({"members": [1]}, "/members/0")],
)
def test_shape_of_json_is_refused_at_once(api: Api, body: Any, pointer: str) -> None:
    answer = api.put("/members/bulk", body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not RosterImport.objects.exists()
