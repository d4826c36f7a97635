"""Sessions of groups."""
