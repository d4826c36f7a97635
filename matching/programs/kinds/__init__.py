"""What differs from one kind of program to the next: once, here.

Everything else about a program is the same for all of them: its states, enrollment, withdrawal, dates,
capacity. Who needs to know what a kind asks for reads `program.traits`; a new kind is one more entry.
The lengths and rhythms that a new program starts from are those of [P] and [C] where they name some.
"""

from collections.abc import Mapping

from matching.programs.kinds.career_team import CAREER_TEAM
from matching.programs.kinds.groups import COLLABORATIVE, MENTOR_SKILLS, PROJECT
from matching.programs.kinds.mosaic import MOSAIC
from matching.programs.kinds.pairs import DYADIC
from matching.programs.kinds.peers import PEER_PAIRS
from matching.programs.kinds.topics import TOPICS
from matching.programs.kinds.traits import Kind, Makes, Side, SideTraits, Step, Traits

__all__ = ["GROUPING", "PAIRING", "TRAITS", "Kind", "Makes", "Side", "SideTraits", "Step", "Traits"]

TRAITS: Mapping[str, Traits] = {
    one.kind.value: one
    for one in (
        DYADIC,
        PEER_PAIRS,
        COLLABORATIVE,
        PROJECT,
        MENTOR_SKILLS,
        MOSAIC,
        CAREER_TEAM,
        TOPICS,
    )
}
PAIRING = [kind for kind, traits in TRAITS.items() if traits.makes_pairs]
GROUPING = [kind for kind, traits in TRAITS.items() if traits.makes_groups]
