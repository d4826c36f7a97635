"""Which pairs of a run are asked before they begin, in place of being made when it is published.

What someone said in confidence refuses nothing that a director does with a run: a refusal would tell who asked to
be kept apart from whom, one try at a time. A pair that a director made is put to both people, as one that they
propose by name. Where one of them had said that they do not want the other, it ends like a declined one.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from matching.pairs.models import Proposal
from matching.programs.models import Program
from networks.models import Exclusion

Source = Proposal.Source
ASKED_FOR = (Source.LOCKED, Source.RULED)


def made_by_hand(program: Program, proposals: Sequence[Proposal]) -> set[UUID]:
    """Return which of *proposals* are a director's own pairs, by key. One query.

    Changed by hand; or locked, or made by what directors asked of the run, without that a run of the program ever
    found the pair by itself.
    """
    locked = {(one.protege_id, one.mentor_id) for one in proposals if one.source in ASKED_FOR}
    found = set(
        Proposal.objects.filter(
            run__program=program,
            protege__in={protege for protege, _mentor in locked},
            engine_mentor__isnull=False,
        )
        .exclude(source__in=ASKED_FOR)
        .values_list("protege_id", "engine_mentor_id")
    )
    return {
        one.pk
        for one in proposals
        if one.mentor_id is not None
        and (
            one.source == Source.MANUAL
            or (one.source in ASKED_FOR and (one.protege_id, one.mentor_id) not in found)
        )
    }


def kept_apart(proposals: Sequence[Proposal]) -> set[UUID]:
    """Return the pairs of whom one asked not to be brought together with the other, by key. One query.

    For the publication alone, which asks them as it asks the director's own pairs: no page may show it.
    """
    pairs = [
        (one.pk, one.protege.member_id, one.mentor.member_id)
        for one in proposals
        if one.mentor is not None
    ]
    people = {member for _key, *both in pairs for member in both}
    apart = set(
        Exclusion.objects.filter(
            owner__in=people, other__in=people, reach=Exclusion.Reach.PAIR
        ).values_list("owner_id", "other_id")
    )
    return {key for key, one, other in pairs if (one, other) in apart or (other, one) in apart}
