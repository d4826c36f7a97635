"""Who may do what with programs."""

import rules

from profiles.rules import is_director

rules.add_perm("matching.direct_programs", is_director)
