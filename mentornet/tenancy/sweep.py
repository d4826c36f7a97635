"""Work for every institution, each by itself: one's failure stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps

from mentornet.tenancy.scope import in_institution

logger = logging.getLogger(__name__)


def sweep(work: Callable[[], int]) -> int:
    """Do *work* within each institution in turn; the sum of what it returns."""
    return sweep_each(lambda _institution: work())


def sweep_each(work: Callable[[Any], int]) -> int:
    """Do *work*, which is told for which, within each institution in turn; the sum of its returns.

    What fails is logged with the institution, and the next one's turn comes.
    """
    done = 0
    for institution in apps.get_model("profiles", "Institution").objects.order_by("pk"):
        try:
            with in_institution(institution.pk):
                done += work(institution)
        except Exception:
            # Whatever it is: nobody else waits for this institution.
            logger.exception("%s failed in institution %s", work, institution.pk)
    return done
