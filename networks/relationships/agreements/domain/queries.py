"""The agreements of a tie, and those that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from networks.relationships.agreements.models import Agreement
from networks.relationships.models import Tie
from profiles.models import Membership


@dataclass(frozen=True)
class Agreements:
    """The versions of one tie; `to_confirm`: a proposal waits for the reader's yes."""

    in_force: Agreement | None
    proposal: Agreement | None
    past: tuple[Agreement, ...]
    to_confirm: bool

    @property
    def latest(self) -> Agreement | None:
        return self.proposal or self.in_force


def agreements_of(tie: Tie, *, reader: Membership) -> Agreements:
    """Return all versions of a tie's agreement, for one of the two. One query."""
    versions = Agreement.objects.filter(tie=tie).select_related("proposed_by")
    rows = list(versions.order_by("-number"))
    by_state = {row.state: row for row in reversed(rows)}
    proposal = by_state.get(Agreement.State.PROPOSED)
    side = "protege" if tie.protege_id == reader.pk else "mentor"
    return Agreements(
        in_force=by_state.get(Agreement.State.IN_FORCE),
        proposal=proposal,
        past=tuple(row for row in rows if row.state == Agreement.State.REPLACED),
        to_confirm=proposal is not None and getattr(proposal, f"{side}_confirmed_at") is None,
    )


def agreements_due(member: Membership) -> tuple[Agreement, ...]:
    """What *member* should look at: proposals to confirm, and terms whose review day has come.

    Each has `with_name`, the other's name. One query.
    """
    today = member.institution.local_date()
    waiting = Q(tie__protege=member, protege_confirmed_at=None) | Q(
        tie__mentor=member, mentor_confirmed_at=None
    )
    due = Q(state=Agreement.State.PROPOSED) & waiting | Q(
        state=Agreement.State.IN_FORCE, review_on__lte=today
    )
    rows = (
        Agreement.objects.filter(Q(tie__protege=member) | Q(tie__mentor=member), due)
        .filter(tie__state=Tie.State.ACTIVE)
        .select_related("tie__protege", "tie__mentor", "tie__external")
        .order_by("created_at")
    )
    found = []
    for row in rows:
        row.with_name = row.tie.partner_of(member).name
        found.append(row)
    return tuple(found)
