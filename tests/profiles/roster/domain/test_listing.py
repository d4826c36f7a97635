"""Everyone whom a file would write, kept in chunks."""

import pytest

from profiles.roster.domain import listing
from profiles.roster.domain.listing import Listed, pack
from profiles.roster.domain.plan import Fate
from tests.profiles.roster.steps import plan

pytestmark = pytest.mark.django_db


def test_pages_and_searches_read_across_chunks(institution, monkeypatch):
    monkeypatch.setattr(listing, "CHUNK", 2)
    made = plan(institution, *(f"{n},p{n}@x.example,Zoë{n},Ash,full" for n in range(5)))
    packed, places = pack(made, [Fate.ADDED, Fate.ENDED])
    people = Listed(packed, places["added"])
    assert (len(people), len(places["added"]), places["ended"]) == (5, 3, [])
    assert [one["id"] for one in people[1:4]] == ["1", "2", "3"]
    assert people[4]["row"] == 6
    assert [one["id"] for one in people.search("zoe3 ASH")] == ["3"]
    assert ["email", "", "p0@x.example"] in people[0]["changes"]
