"""What pairs register at start-up, and what they do when a relationship ends."""

from datetime import datetime
from typing import Any

from django.db.models import F

from matching.pairs.domain.match_rules import copy_rules
from matching.pairs.domain.preferences import named_in
from matching.pairs.domain.publish import made_by, publish_asked
from matching.pairs.domain.run import match_pairs
from matching.pairs.models import Proposal, made_on
from matching.programs.domain.choices import register_choices
from matching.programs.kinds import Makes
from matching.programs.models import Program
from matching.programs.runs.domain.makers import Maker, register_maker
from matching.signals import program_copied
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.models import Tie
from networks.signals import formal_tie_ended


def connect() -> None:
    """Register and connect; called once at start-up."""
    register_maker(Makes.PAIRS, Maker(work=match_pairs, publish=publish_asked))
    register_choices(named_in)
    program_copied.connect(copy_rules_along, dispatch_uid="matching.copy_match_rules_along")
    formal_tie_ended.connect(announce_end, dispatch_uid="matching.tell_of_end")


def copy_rules_along(sender: Any, *, program: Program, copy: Program, **kwargs: Any) -> None:
    """Give the next cohort what is asked of matches."""
    copy_rules(program, to=copy)


def announce_end(sender: Any, *, tie: Tie, final_at: datetime, **kwargs: Any) -> None:
    """Tell the institution's systems of the end of a pair that a director published.

    An end that is undone that day is not announced. Whom people chose for their own team, their
    director does not learn either.
    """
    made = Proposal.objects.filter(tie=tie).select_related("run")
    last = made.order_by(F("run__published_at").desc(nulls_last=True), "-run__created_at").first()
    if last:
        said = made_by(last.run) | {"started_on": str(made_on(tie))}
        announce(events.TIE_ENDED, tie, due_at=final_at, said=said)
