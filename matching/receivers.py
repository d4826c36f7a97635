"""What matching does when a tie that one of its programs made comes to an end."""

from datetime import datetime
from typing import Any

from matching.models import Proposal
from mentornet.events import BY_NAME
from mentornet.webhook import announce
from networks.models import Tie
from networks.signals import formal_tie_ended


def connect() -> None:
    """Called once at start-up."""
    formal_tie_ended.connect(tell_of_end, dispatch_uid="matching.tell_of_end")


def tell_of_end(sender: Any, *, tie: Tie, final_at: datetime, **kwargs: Any) -> None:
    """Tell the institution's systems of the end of a pair that a director published.

    Whoever takes it back that day has told nothing. Whom somebody chose for their team, their
    director does not learn either.
    """
    if Proposal.objects.filter(tie=tie).exists():
        announce(BY_NAME["tie.ended"], tie, due_at=final_at)
