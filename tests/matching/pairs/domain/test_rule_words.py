"""Each rule in words."""

from __future__ import annotations

from matching.pairs.domain.rule_words import said

LIMIT = {"kind": "limit", "unit": "Surgery", "track": "", "least": 0, "most": None}


def test_a_limit_says_whose_pairs_and_how_many() -> None:
    assert [
        said({**LIMIT, "side": side, **numbers})
        for side in ("protege", "mentor")
        for numbers in ({"least": 2}, {"most": 3}, {"least": 2, "most": 3})
    ] == [
        f"Pairs of {people} from Surgery: {numbers}"
        for people in ("mentees", "mentors")
        for numbers in ("at least 2", "at most 3", "at least 2, at most 3")
    ]


def test_people_who_are_gone_and_tracks_that_are_gone_can_be_said() -> None:
    two = {"protege": "a", "mentor": "b"}
    assert said({"kind": "lock", **two}, {"a": "Ann"}) == "Ann with someone: must be a pair"
    assert said({"kind": "forbid", **two}) == "someone with someone: must not be a pair"
    gone = {**LIMIT, "side": "mentor", "unit": "", "track": "gone", "most": 1}
    assert said(gone) == "Pairs of mentors from gone: at most 1"
    kept = {"kind": "reserved", **two, "least": 2, "unit": "Surgery"}
    assert said(kept, {"b": "Bo"}) == "Openings of Bo reserved for mentees from Surgery: 2"
