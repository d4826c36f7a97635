"""Keys of rows, as they come in from outside."""

from uuid import UUID


def is_key(text: str) -> bool:
    """Return whether *text* can be the key of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
