"""What matching tells the app above, which it does not know."""

from django.dispatch import Signal

program_dates_changed = Signal()
"""Sent with `program=`, `added=` and `removed=` (dates), `changed=` (pairs of a date and what it was),
and `actor=`, inside the transaction in which a program's dates change."""

enrollment_closed = Signal()
"""Sent with `program=` inside the transaction in which enrollment closes."""
program_closed = Signal()
"""Sent with `program=`, `actor=` and `groups=`, those that go on, inside the transaction in which a
program of groups is closed."""
