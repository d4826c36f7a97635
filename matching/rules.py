"""Who may do what with programs."""

import rules

from profiles.rules import runs_programs

rules.add_perm("matching.direct_programs", runs_programs)
