"""What profiles tell the apps above, which they do not know."""

from django.dispatch import Signal

membership_ended = Signal()
"""Sent with `membership=` inside the transaction in which a person's time here ends."""

supervision_changed = Signal()
"""Sent with `institution=` and `members=`, the keys of those who have another supervisor now, inside
the transaction of a roster."""

staff_role_granted = Signal()
"""Sent with `staff_role=` and `membership=`, inside the transaction in which someone gets a role."""

staff_role_ended = Signal()
"""Sent with `staff_role=` and `membership=`, inside the transaction in which a role ends: it was
revoked, its last day has passed, or the person has left."""

members_moved = Signal()
"""Sent with `institution=` and `members=`, the keys of those who are in another unit now because units
were merged, inside the transaction of the merger."""

sandbox_filled = Signal()
"""Sent with `institution=` and `by=`, a director, inside the transaction in which a test institution gets
its invented people."""
