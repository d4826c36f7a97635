"""How a built-in curriculum describes a session: texts are optional, and nothing changes them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from evaluations.sessions.curriculum.domain.outline_texts import ARRIVE, CLOSE, BuiltIn, OutlineText


def test_a_session_needs_a_title_a_day_and_its_parts_alone() -> None:
    outline = OutlineText("Values", 0, ((15, ARRIVE), (15, CLOSE)))

    assert (outline.aims, outline.preparation, outline.guide) == ("", "", "")


def test_what_comes_with_the_product_cannot_be_changed() -> None:
    built_in = BuiltIn("own", "Own", "An aim", ())

    with pytest.raises(FrozenInstanceError):
        built_in.name = "Another"  # type: ignore[misc]
