"""ORCID iDs: read from what people type, and checked."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def orcid_check_character(digits: str) -> str:
    """The last character of the ORCID iD that starts with these fifteen digits (MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def normalize_orcid(value: str) -> str:
    """Return an ORCID iD as four groups of four; raise ValidationError where its check digit is wrong.

    Takes the bare iD or its address. The check digit is ISO 7064 MOD 11-2, as ORCID documents.
    """
    bare = value.strip().rstrip("/").rsplit("/", 1)[-1].replace("-", "").replace(" ", "").upper()
    digits = bare[:-1]
    if len(bare) != 16 or not (digits.isascii() and digits.isdigit()):
        raise ValidationError(
            _("An ORCID iD has 16 characters in four groups, such as 0000-0002-1825-0097."),
            code="orcid_shape",
        )
    if bare[-1] != orcid_check_character(digits):
        raise ValidationError(
            _("One character of this ORCID iD is wrong. Check it and try again."),
            code="orcid_checksum",
        )
    return "-".join(bare[i : i + 4] for i in range(0, 16, 4))


def validate_orcid(value: str) -> None:
    """Raise ValidationError unless *value* is an ORCID iD in its canonical form."""
    if normalize_orcid(value) != value:
        raise ValidationError(
            _("Enter the ORCID iD in this format: 0000-0002-1825-0097."), code="orcid_shape"
        )
