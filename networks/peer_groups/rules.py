"""Who may do what with peer groups."""

import rules

from profiles.rules import runs_programs

rules.add_perm("networks.direct_groups", runs_programs)
