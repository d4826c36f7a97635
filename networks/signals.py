"""What networks tells the apps above, which it does not know."""

from django.dispatch import Signal

group_joined = Signal()
"""Sent with `group=` and `member=` inside the transaction in which somebody is taken in."""

group_left = Signal()
"""Sent with `group=` and `member=` inside the transaction in which somebody leaves."""

group_ended = Signal()
"""Sent with `group=` and `actor=` inside the transaction in which a group is closed."""
