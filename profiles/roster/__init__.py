"""Rosters: what workers do with an uploaded file."""
