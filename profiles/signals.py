"""What profiles tell the apps above, which they do not know."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent with `membership=` inside the transaction in which a person's time here ends."""

supervision_changed = Signal()
"""Sent with `institution=` and `members=`, the keys of those who have another supervisor now, inside
the transaction of a roster."""
