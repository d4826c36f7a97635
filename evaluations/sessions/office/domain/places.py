"""Where a session is: a room, an address at which one joins by video, or both in one text."""

from __future__ import annotations

from mentornet.mail.calendar import video_link


def room_of(place: str) -> str:
    """Return *place* without the address at which one joins by video.

    >>> room_of("Room 4, https://example.org/join"), room_of("Room 4")
    ('Room 4', 'Room 4')
    """
    link = video_link(place)
    return place.replace(link, "").strip(" ,;·|-–") if link else place
