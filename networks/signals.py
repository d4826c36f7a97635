"""What networks tells the apps above, which it does not know."""

from django.dispatch import Signal

group_joined = Signal()
"""Sent with `group=`, `member=`, `part=` and `actor=` inside the transaction in which someone is
taken in."""

group_welcomes = Signal()
"""Sent with `group=` and `members=` after `group_joined` of each, where they get their welcome by mail."""

group_left = Signal()
"""Sent with `group=` and `member=` inside the transaction in which someone leaves."""

outside_emails_started = Signal()
"""Sent with `contact=` inside the transaction in which email to a mentor elsewhere is turned on."""

tie_recording = Signal()
"""Sent with `protege=` and `mentor=` before a person records a relationship with a colleague. A
receiver refuses by raising."""

formal_tie_ended = Signal()
"""Sent with `tie=` and `final_at=` when one of the two ends a program's tie; until then it may be
taken back."""

group_ended = Signal()
"""Sent with `group=` and `actor=` inside the transaction in which a group is closed."""

group_part_changing = Signal()
"""Sent with `group=` inside the transaction in which a part will change, before the group is held:
whoever holds rows before groups does so now."""

group_part_changed = Signal()
"""Sent with `group=`, `member=`, `part=`, `before=` ("" for someone who was not in it) and `actor=`
inside the transaction in which a part in a group changes."""
