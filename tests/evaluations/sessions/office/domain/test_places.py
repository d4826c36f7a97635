"""Where a session is: the room, without the address at which one joins by video."""

from __future__ import annotations

import pytest

from evaluations.sessions.office.domain.places import room_of


@pytest.mark.parametrize(
    ("place", "room"),
    [
        ("", ""),
        ("Room 4", "Room 4"),
        ("https://example.org/join", ""),
        ("Room 4, https://example.org/join", "Room 4"),
        ("https://example.org/join | Room 4", "Room 4"),
    ],
)
def test_a_room_is_what_is_left_without_the_link(place: str, room: str) -> None:
    assert room_of(place) == room
