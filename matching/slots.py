"""What pages of matching leave open for the app above.

Each slot has the page's `program`, unless it says otherwise.
"""

from mentornet.pages.slots import Slot

PROGRAMS_ACTIONS = Slot("matching.programs.actions")
"""Links beside the programs of faculty; there is no `program`."""
DESK_PEOPLE = Slot("matching.desk.people")
"""On a director's page of a program, below who takes part."""
DESK_WATCH = Slot("matching.desk.watch")
"""A button to how a program goes in which nothing is matched."""
DESK_PAIRS = Slot("matching.desk.pairs")
"""Below that, in a program of pairs: how they are doing."""
DESK_SESSIONS = Slot("matching.desk.sessions")
"""Buttons about the sessions of a program's groups."""
DESK_GROUPS = Slot("matching.desk.groups")
"""Below a program's groups."""
CLOSING = Slot("matching.closing")
"""On the page that asks whether to close a program."""
ANSWERS_COUNTED = Slot("matching.answers.counted")
"""Beside what people answered: the questions of which only counts are shown."""
