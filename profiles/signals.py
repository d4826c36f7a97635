"""What profiles tell the apps above, which they do not know."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent with `membership=` inside the transaction in which a person's time here ends."""
