"""What matching's neighborhoods register and connect at start-up."""

from matching import scope
from matching.groups import receivers as groups
from matching.newcomers import attention as newcomers
from matching.pairing import attention as proposed
from matching.pairing import receivers as pairing
from matching.pairs import receivers as pairs
from matching.programs import sandbox
from matching.programs.domain.glossary import program_kinds
from matching.projects import receivers as projects
from matching.teams import receivers as teams
from networks.glossary.domain import register_chapter


def connect() -> None:
    """Called once at start-up."""
    pairs.connect()
    pairing.connect()
    projects.connect()
    groups.connect()
    teams.connect()
    newcomers.connect()
    proposed.connect()
    scope.connect()
    sandbox.connect()
    register_chapter(program_kinds)
