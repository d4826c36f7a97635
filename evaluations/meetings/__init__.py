"""Meetings: what calendars are told of them, what people answer, and taking an act back in time."""
