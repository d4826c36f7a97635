"""Who holds which office: program director, facilitator, ombuds."""

from django.db import transaction
from django.utils.translation import gettext as _

from profiles.domain.audit import record
from profiles.errors import DomainError
from profiles.models import Membership, User
from profiles.vocabulary import Office


class NotCurrent(DomainError):
    code = "not_current"

    def __init__(self) -> None:
        super().__init__(_("This person has left; only current members hold an office."))


class LastDirector(DomainError):
    code = "last_director"

    def __init__(self) -> None:
        super().__init__(
            _("This is the only program director. Appoint another one before this one steps down.")
        )


@transaction.atomic
def appoint(member: Membership, *, office: str, by: User | None) -> Membership:
    """Give *member* an office; twice is once. *by* is None for the command line.

    Raises NotCurrent for somebody who has left.
    """
    held = _held(member)
    check_appointment(held)
    if office not in held.offices:
        held.offices = sorted([*held.offices, office])
        held.save(update_fields=["offices"])
        record(f"office.appoint.{office}", actor=by, institution=held.institution, subject=held)
    return held


@transaction.atomic
def dismiss(member: Membership, *, office: str, by: User | None) -> Membership:
    """Take an office from *member*; twice is once. Raises LastDirector."""
    held = _held(member)
    if office not in held.offices:
        return held
    check_dismissal(held, office=office)
    held.offices = [one for one in held.offices if one != office]
    held.save(update_fields=["offices"])
    record(f"office.dismiss.{office}", actor=by, institution=held.institution, subject=held)
    return held


def check_appointment(member: Membership) -> None:
    """Raise what appoint would raise."""
    if not member.is_current:
        raise NotCurrent


def check_dismissal(member: Membership, *, office: str) -> None:
    """Raise what dismiss would raise."""
    if office == Office.DIRECTOR and member.holds(office):
        others = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
        if not others.filter(offices__contains=[Office.DIRECTOR]).exists():
            raise LastDirector


def _held(member: Membership) -> Membership:
    # The institution's row stands for the question who its directors are: one change at a time.
    type(member.institution).objects.select_for_update().get(pk=member.institution_id)
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=member.pk)
    )
