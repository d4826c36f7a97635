"""Who may do what with peer groups."""

import rules

from profiles.rules import is_director

rules.add_perm("networks.direct_groups", is_director)
