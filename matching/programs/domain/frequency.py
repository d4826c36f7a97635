"""How often people in a relationship are in touch, by how often their program has them meet."""

from __future__ import annotations

from matching.programs.models import Program
from networks.models import Tie

FREQUENCIES = {
    Program.Cadence.WEEKLY: Tie.Frequency.WEEKLY,
    Program.Cadence.FORTNIGHTLY: Tie.Frequency.WEEKLY,
    Program.Cadence.MONTHLY: Tie.Frequency.MONTHLY,
    Program.Cadence.QUARTERLY: Tie.Frequency.QUARTERLY,
}


def frequency_of(cadence: str) -> str:
    """Return the frequency of contact (`Tie.Frequency`) for meetings at this *cadence*.

    >>> frequency_of("quarterly")
    'quarterly'
    """
    return str(FREQUENCIES[Program.Cadence(cadence)])
