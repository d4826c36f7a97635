"""What matching's neighborhoods register and connect at start-up."""

from matching.groups import receivers as groups
from matching.pairs import receivers as pairs
from matching.teams import receivers as teams


def connect() -> None:
    """Called once at start-up."""
    pairs.connect()
    groups.connect()
    teams.connect()
