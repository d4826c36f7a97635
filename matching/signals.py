"""What programs tell those who stand on them: neighborhoods of matching, and the app above."""

from django.dispatch import Signal

program_dates_changed = Signal()
"""Sent with `program=`, `added=` and `removed=` (dates), `changed=` (pairs of a date and what it was),
and `actor=`, inside the transaction in which a program's dates change."""

enrollment_saved = Signal()
"""Sent with `enrollment=` inside the transaction in which someone enrolls, or changes what they said."""

program_copied = Signal()
"""Sent with `program=` and `copy=` inside the transaction that makes the next cohort's draft."""

pairs_in_question = Signal()
"""Sent with `program=` before its people are matched. Receivers return what its directors know of questions to two
people, by key of members: about how many mentors each mentee is asked now, how many openings of each mentor wait for
an answer, and the pairs (mentee, mentor) that wait for one or came to nothing lately."""

pairs_asking = Signal()
"""Sent with `program=` and `pairs=` (proposals) before a run is published whose pairs are asked first. Receivers
return sentences about what stands in the way now, by what a director may know."""

pairs_asked = Signal()
"""Sent with `program=`, `pairs=`, `actor=` and `words=` inside the transaction in which a run is published."""

peers_in_question = Signal()
"""Sent with `program=`. Receivers return what its directors know of questions to people who would be equals, by key of
members: who is asked now, and the sets of people with whom it came to nothing lately."""

peers_asking = Signal()
"""Sent with `program=` and `sets=` (of members) before they are asked. Receivers return sentences about what stands in
the way now, by what a director may know."""

peers_asked = Signal()
"""Sent with `program=`, `people=`, `group=` (None for a new pair), `actor=` and `words=`, in a transaction that holds
the program, where people are asked whether they will be together. Receivers refuse by raising."""

enrollment_closed = Signal()
"""Sent with `program=` inside the transaction in which enrollment closes."""
program_closed = Signal()
"""Sent with `program=`, `actor=` and `groups=`, those that go on, inside the transaction in which a
program of groups is closed."""
