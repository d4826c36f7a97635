"""What the author of a concern decides about its readers, and the messages about changes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from mentornet.audit_verbs import Verb
from networks.concerns.domain.access import is_author, lock_for_update
from networks.concerns.domain.notices import note, notify
from networks.concerns.domain.readers import (
    about_of,
    add_readers,
    in_conflict,
    ombuds_of,
    readers_of,
)
from networks.concerns.errors import CannotKeep, ConcernClosed, InLine, OmbudsGone
from networks.concerns.models import Concern
from networks.errors import NotYours
from profiles.models import Membership, StaffRole
from profiles.people.staff_roles.domain.supervision_lines import in_line_with
from profiles.vocabulary import StaffRoleKind


def choices_of(concern: Concern) -> list[Membership]:
    """Return the ombuds to whom the author can give the concern."""
    reading = {one.member.pk for one in readers_of(concern) if one.reads}
    able = [one for one in ombuds_of(concern.institution) if one.pk not in reading]
    near = in_conflict(concern, able)
    return [one for one in able if one.pk not in near]


@transaction.atomic
def hand_over(
    concern: Concern, *, to: UUID, by: Membership | None = None, code: str = ""
) -> Concern:
    """Give the concern to one more ombuds, who reads it from its beginning. Idempotent.

    Raise NotYours, ConcernClosed, OmbudsGone and InLine.
    """
    row = _own(concern, by=by, code=code)
    found = next((one for one in ombuds_of(row.institution) if one.pk == to), None)
    if found is None:
        raise OmbudsGone
    if in_conflict(row, [found]):
        about = about_of(row)
        raise InLine(found.name, own=about is None or not in_line_with(found, about))
    if any(one.reads and one.member.pk == to for one in readers_of(row)):
        return row
    add_readers(row, [found], today=row.institution.local_date())
    note(row, verb=Verb.CONCERN_HANDED_OVER)
    notify([found], key=f"handed:{row.pk}")
    return row


@transaction.atomic
def keep_reader(
    concern: Concern, *, reader: UUID, by: Membership | None = None, code: str = ""
) -> Concern:
    """Let a former ombuds read on until the concern is closed. Idempotent.

    Raise NotYours, ConcernClosed and CannotKeep.
    """
    row = _own(concern, by=by, code=code)
    found = next((one for one in readers_of(row) if one.member.pk == reader), None)
    if found is None or not (found.reads or found.can_be_kept):
        raise CannotKeep
    if not found.reads:
        found.row.kept = True
        found.row.save(update_fields=["kept"])
        note(row, verb=Verb.CONCERN_KEPT)
        notify([found.member], key=f"kept:{row.pk}")
    return row


@transaction.atomic
def close(concern: Concern, *, by: Membership | None = None, code: str = "") -> Concern:
    """Close the concern; former ombuds who were kept read it no more. Raise NotYours."""
    row = _own(concern, by=by, code=code)
    row.state = Concern.State.CLOSED
    row.save(update_fields=["state"])
    row.readers.filter(kept=True).update(kept=False)
    note(row, verb=Verb.CONCERN_CLOSED)
    return row


def announce(staff_role: StaffRole) -> None:
    """Notify authors of open concerns that an ombuds was named, or that one of their readers left.

    Who left their name out sees it when they come back with their code.
    """
    if staff_role.role != StaffRoleKind.OMBUDS:
        return
    rows = Concern.objects.of(staff_role.institution).exclude(state=Concern.State.CLOSED)
    if staff_role.ended_at:
        rows = rows.filter(readers__staff_role=staff_role)
    authors = (
        Membership.objects.current()
        .filter(pk__in=rows.values("reporter"))
        .select_related("user", "institution")
    )
    notify(authors, key=f"role:{staff_role.pk}:{'ended' if staff_role.ended_at else 'named'}")


def _own(concern: Concern, *, by: Membership | None, code: str) -> Concern:
    row = lock_for_update(concern)
    if not is_author(row, by=by, code=code):
        raise NotYours
    if row.state == Concern.State.CLOSED:
        raise ConcernClosed
    return row
