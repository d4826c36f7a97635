"""Bad rows that an import has skipped: their list is kept until they are fixed."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Institution, RosterImport, User
from profiles.roster.domain.found_errors import TO_FIX, errors_of, keep_errors
from profiles.roster.models import RosterImportQuerySet


def imports_to_fix(institution: Institution) -> RosterImportQuerySet:
    """Return the imports with rows that were skipped and are not fixed."""
    rows: RosterImportQuerySet = RosterImport.objects.of(institution).filter(TO_FIX)
    return rows


def clear_fixed(row: RosterImport, *, named: Collection[str]) -> None:
    """Take from earlier lists the people whom the file of *row* names again, fixed or bad once more."""
    for earlier in imports_to_fix(row.institution).exclude(pk=row.pk).defer("upload", "results"):
        errors = errors_of(earlier)
        left = [error for error in errors if error.get("id", "") not in named]
        if len(left) != len(errors):
            keep_errors(earlier, left)
            earlier.save(update_fields=["findings", "listing"])


@transaction.atomic
def mark_fixed(row: RosterImport, *, by: User) -> bool:
    """Drop the list of *row*: its rows were fixed elsewhere. Return whether there was one. Idempotent."""
    locked = RosterImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.state != RosterImport.State.DONE or not locked.findings:
        return False
    keep_errors(locked, [])
    locked.save(update_fields=["findings", "listing"])
    record(Verb.ROSTER_ERRORS_FIXED, actor=by, institution=row.institution, subject=locked)
    return True
