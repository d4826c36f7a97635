"""One kind of rows about a person, and the words that several kinds have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from profiles.models import (
    Membership,
)


@dataclass(frozen=True)
class Kind:
    """One kind of rows about a person. `stays` says why it cannot be deleted; empty: it can.

    `copies` says where else it is, and until when.
    """

    key: str
    label: Any
    seen_by: Any
    rows: Callable[[Membership], QuerySet[Any]]
    stays: Any = ""
    copies: Any = ""


def own(model: type[models.Model], field: str = "member") -> Callable[[Membership], QuerySet[Any]]:
    return lambda member: model._default_manager.filter(**{field: member})


def both(model: type[models.Model], prefix: str = "") -> Callable[[Membership], QuerySet[Any]]:
    return lambda member: model._default_manager.filter(
        Q(**{f"{prefix}protege": member}) | Q(**{f"{prefix}mentor": member})
    )


YOU = _("you")
PAIR = _("you and the other person")
SHARED = _("You cannot delete it, because it also belongs to the other person.")
IN_RUNS = _(
    "Programs that used it for matching keep a hidden copy so that a match can be repeated. We delete "
    "the copy a year after the program ends."
)
ROSTER = _("Your institution manages this. Ask your institution to change it.")
