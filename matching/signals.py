"""What matching tells the app above, which it does not know."""

from django.dispatch import Signal

program_closed = Signal()
"""Sent with `program=`, `actor=` and `groups=`, those that go on, inside the transaction in which a
program of groups is closed."""
