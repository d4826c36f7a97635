"""What meetings tell those parts of the application that stand above them."""

from __future__ import annotations

from django.dispatch import Signal

# A group was told by mail of its sessions: `meetings`, `act` (the mail's name) and `held` (how long
# the mail waits, so that undoing the act takes it back). Sent in the transaction of the act.
group_notified = Signal()
