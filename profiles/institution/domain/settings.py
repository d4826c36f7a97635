"""What holds for a whole institution, changed by its directors: each change is in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution, User

VERBS = {
    "publication_days": Verb.PUBLICATION_DAYS_CHANGED,
    "address_claim_days": Verb.ADDRESS_CLAIM_DAYS_CHANGED,
    "second_factor": Verb.SECOND_FACTOR_CHANGED,
    "most_endings": Verb.MOST_ENDINGS_CHANGED,
    "own_device_days": Verb.OWN_DEVICE_DAYS_CHANGED,
}
"""Settings that decide how well people are protected have a verb of their own."""


class SettingsChanged(DomainError):
    code = "settings_changed"
    message = gettext_lazy(
        "Someone else changed these settings while this page was open. Check them, and save again."
    )


class SettingRefused(DomainError):
    """What is wrong with a setting; `fields` says where."""

    code = "setting_refused"

    def __init__(self, error: ValidationError) -> None:
        self.fields: dict[str, list[str]] = error.message_dict
        super().__init__(" ".join(error.messages))


@transaction.atomic
def change_settings(
    institution: Institution,
    *,
    was: Mapping[str, Any],
    wanted: Mapping[str, Any],
    by: User,
) -> list[str]:
    """Write what of *wanted* differs from *was*, what its author saw; return the names of the fields.

    Raises SettingsChanged where one of those fields is not as it was seen, and SettingRefused
    where a value is not allowed.
    """
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    changed = [name for name, value in wanted.items() if value != was[name]]
    if any(getattr(row, name) != was[name] for name in changed):
        raise SettingsChanged
    _refuse_no_factor(row, wanted, by=by)
    threshold = wanted["suppression_threshold"] if "suppression_threshold" in changed else None
    plain = [name for name in changed if name != "suppression_threshold"]
    for name in changed:
        setattr(row, name, wanted[name])
    try:
        row.full_clean(exclude=["slug"])
    except ValidationError as error:
        raise SettingRefused(error) from error
    if plain:
        row.save(update_fields=plain)
    for name in plain:
        verb = VERBS.get(name, Verb.INSTITUTION_CHANGED)
        detail = "" if name in VERBS else name
        record(verb, actor=by, institution=row, subject=row, detail=detail)
    if threshold is not None:
        change_threshold(row, to=threshold, by=by)
    return changed


def _refuse_no_factor(row: Institution, wanted: Mapping[str, Any], *, by: User) -> None:
    """Only an operator can do without a second factor for roles that look into confidences."""
    no_one = Institution.SecondFactor.NO_ONE
    asks = wanted.get("second_factor") == no_one and row.second_factor != no_one
    if asks and not by.is_superuser:
        words = gettext_lazy("Only an operator can turn two-factor authentication off.")
        raise SettingRefused(ValidationError({"second_factor": str(words)}))
