"""Undoing a removal: what it took is kept for some minutes with the one who removed it (their session).

The rows come back as they were, with the same keys and times. Sessions are encrypted in the database.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership

KEPT = timedelta(minutes=5)

Removal = dict[str, Any]
Link = tuple[Model, str]
"""A row, and the name of its field that points to what is removed."""


class ExactTimes(DjangoJSONEncoder):
    """Django's, with the microseconds that the database keeps."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class TooLateToUndo(DomainError):
    """The minutes are over, or what the removed rows belonged to has gone or is there again."""

    code = "too_late_to_undo"

    def __init__(self) -> None:
        super().__init__(str(_("This can no longer be undone. Add it again if you still need it.")))


def remember(
    row: Model, *, by: Membership, now: datetime | None = None, links: Sequence[Link] = ()
) -> Removal:
    """Return what deleting *row* takes, as plain data. Call it before the row is deleted.

    That is the row, what is deleted with it, and the links to it that become empty: those that the database knows, and
    *links*.
    """
    collector = Collector(using=connection.alias, origin=row)
    collector.collect([row])
    taken = [one for rows in collector.data.values() for one in rows]
    taken += [one for rows in collector.fast_deletes for one in rows]
    # Each value is a list of lists, whatever the type stubs say.
    updates: Any = collector.field_updates
    emptied = [
        (one, field.attname)
        for (field, _value), lists in updates.items()
        for rows in lists
        for one in rows
    ]
    written = [
        [one._meta.label_lower, str(one.pk), name, str(getattr(one, name))]
        for one, name in [*emptied, *links]
    ]
    return {
        "by": str(by.pk),
        "at": (now or timezone.now()).timestamp(),
        "rows": json.loads(serializers.serialize("json", taken, cls=ExactTimes)),
        "links": written,
    }


def seconds_left(removal: Removal, *, now: datetime | None = None) -> int:
    """Return for how long the removal can be undone, as whole seconds; 0 if not at all."""
    passed = (now or timezone.now()).timestamp() - float(removal.get("at", 0))
    return max(0, round(KEPT.total_seconds() - passed))


def undo(removal: Removal, *, by: Membership, now: datetime | None = None) -> None:
    """Bring back all that the removal took, or nothing. Raise TooLateToUndo where that cannot be."""
    if removal.get("by") != str(by.pk) or not seconds_left(removal, now=now):
        raise TooLateToUndo
    try:
        with transaction.atomic():
            _restore(removal, by)
    except DatabaseError as error:
        raise TooLateToUndo from error


def _restore(removal: Removal, by: Membership) -> None:
    found = list(serializers.deserialize("json", json.dumps(removal["rows"])))
    for one in found:
        # Raw: times and keys as they were. Forced: a row that is there already is not written over.
        one.object.save_base(raw=True, force_insert=True)
        for name, values in (one.m2m_data or {}).items():
            getattr(one.object, name).set(values)
    for label, pk, field, value in removal["links"]:
        model = apps.get_model(label)
        model._base_manager.filter(pk=pk, **{f"{field}__isnull": True}).update(**{field: value})
    # Links to rows that have gone meanwhile are refused here and not at the end of the request.
    connection.check_constraints()
    for one in found:
        record(Verb.REMOVAL_UNDONE, actor=by.user, institution=by.institution, subject=one.object)
