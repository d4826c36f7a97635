"""How many people a figure speaks of at least: raised at once, lowered only for what begins later.

What people write, they write under the threshold of that day. So a figure about something that
began on a day is shown under the highest threshold that has been in force since.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.models.institution import LEAST_THRESHOLD
from profiles.models import Institution, ThresholdChange, User


class ThresholdTooLow(DomainError):
    code = "threshold_too_low"

    def __init__(self) -> None:
        super().__init__(
            _("Choose %(least)d people or more. Below that, figures could reveal single people.")
            % {"least": LEAST_THRESHOLD}
        )


@transaction.atomic
def change_threshold(
    institution: Institution, *, to: int, by: User | None
) -> ThresholdChange | None:
    """Change the threshold; None where it is the same already. Everyone there can read that.

    Raises ThresholdTooLow.
    """
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    if to < LEAST_THRESHOLD:
        raise ThresholdTooLow
    previous = locked.suppression_threshold
    institution.suppression_threshold = to
    if to == previous:
        return None
    Institution.objects.filter(pk=locked.pk).update(suppression_threshold=to)
    row: ThresholdChange = ThresholdChange.objects.create(
        institution=locked, previous=previous, value=to, changed_by=by
    )
    verb = Verb.THRESHOLD_RAISED if to > previous else Verb.THRESHOLD_LOWERED
    record(verb, actor=by, institution=locked, subject=row)
    return row


def thresholds_of(institution: Institution) -> Callable[[datetime], int]:
    """The threshold for figures about what began at a moment: the highest in force since. One query."""
    changes = list(
        ThresholdChange.objects.filter(institution=institution).values_list(
            "changed_at", "previous"
        )
    )
    now = institution.suppression_threshold

    def since(began_at: datetime) -> int:
        return max(now, *(before for at, before in changes if at > began_at), 0)

    return since
