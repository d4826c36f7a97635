"""People as an institution's directory keeps them: the verbs behind SCIM 2.0.

Everything that changes a person goes through the roster's plan, so that a directory can do what a
file can do and no more: the same checks, the same rules about addresses that serve others, the
same audit. No one is deleted; whoever a directory lets go has left.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import timezone

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import (
    HeldEnding,
    Institution,
    Membership,
    ProvisionedMember,
    ProvisioningToken,
)
from profiles.people.models.membership import MembershipQuerySet
from profiles.provisioning.domain.scim_resources import (
    ENTERPRISE,
    FACULTY,
    USER,
    Person,
    ScimError,
    canonical,
    patched,
    read_person,
)
from profiles.roster.domain.applying import (
    RosterChanged,
    apply_import,
    plan_import,
)
from profiles.roster.domain.cells import rank_of
from profiles.roster.domain.members import cells_of, values_of
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.snapshot import folded, path_in_words, unit_paths

# Roster columns in the words of SCIM, for errors.
ATTRIBUTE_OF = {
    "external_id": f"{ENTERPRISE}:employeeNumber",
    "email": "emails",
    "given_name": "name.givenName",
    "family_name": "name.familyName",
    "rank": f"{FACULTY}:rank",
    "track": f"{FACULTY}:track",
    "unit": f"{ENTERPRISE}:department",
    "supervisor_external_id": f"{ENTERPRISE}:manager",
    "specialty": f"{FACULTY}:specialty",
    "end_date": "active",
}
UNIQUE_CODES = {"email_taken", "duplicate_email", "duplicate_id"}


def people_of(institution: Institution) -> MembershipQuerySet:
    """The people that a directory sees, with what it may filter by: all but those it withdrew."""
    return (
        Membership.objects.of(institution)
        .filter(provisioned__withdrawn_at=None)
        .select_related("user", "unit", "supervisor", "provisioned")
        .annotate(
            scim_user_name=Coalesce(
                NullIf("provisioned__user_name", Value("")),
                F("address"),
                output_field=CharField(),
            ),
            scim_external_id=Coalesce(
                "provisioned__external_id", Value(""), output_field=CharField()
            ),
            scim_active=Case(
                When(end_date=None, then=Value(True)),  # noqa: FBT003
                default=Value(False),  # noqa: FBT003
                output_field=BooleanField(),
            ),
            scim_email_type=Value("work"),
        )
        .order_by("id")
    )


def keys_of_name(institution: Institution, user_name: str) -> list[UUID]:
    """Return whom *user_name* names, whatever its case: what directories ask most, by indexes alone."""
    low = user_name.lower()
    links = ProvisionedMember.objects.annotate(low=Lower("user_name"))
    named = list(links.filter(institution=institution, low=low).values_list("member_id", flat=True))
    mailed = Membership.objects.of(institution).filter(address=low, provisioned__isnull=True)
    return named + list(mailed.values_list("pk", flat=True))


def person_or_404(institution: Institution, pk: str) -> Membership:
    """Return one of those people; raise ScimError (404)."""
    found = people_of(institution).filter(pk=uuid_of(pk)).first()
    if found is None:
        raise ScimError("There is no such user.", status=404, scim_type="")
    return found


def uuid_of(text: str) -> UUID | None:
    """Return the key that *text* is; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def user_resource(member: Membership, *, unit_path: str, base: str) -> dict[str, Any]:
    """Return *member* as a user resource; *base* is the address under which SCIM lives."""
    provisioned: ProvisionedMember | None = getattr(member, "provisioned", None)
    work: dict[str, Any] = {"employeeNumber": member.external_id}
    if unit_path:
        work["department"] = unit_path
    if member.supervisor_id:
        work["manager"] = {
            "value": str(member.supervisor_id),
            "$ref": f"{base}/Users/{member.supervisor_id}",
            "displayName": member.supervisor.name if member.supervisor else "",
        }
    faculty = {"rank": member.rank, "track": member.track, "specialty": member.specialty}
    found: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE, FACULTY],
        "id": str(member.pk),
        "userName": provisioned.user_name if provisioned else member.email,
        "name": {
            "formatted": member.name,
            "givenName": member.given_name,
            "familyName": member.family_name,
        },
        "displayName": member.name,
        "emails": [{"value": member.email, "type": "work", "primary": True}],
        "active": member.is_current,
        ENTERPRISE: work,
        FACULTY: {name: value for name, value in faculty.items() if value},
        "meta": {"resourceType": "User", "location": f"{base}/Users/{member.pk}"},
    }
    if provisioned and provisioned.external_id:
        found["externalId"] = provisioned.external_id
    return found


# Users --------------------------------------------------------------------------------------


@transaction.atomic
def create_person(token: ProvisioningToken, resource: Any) -> Membership:
    """Bring someone in, or back. Raises ScimError: 409 for someone whom the directory sees already.

    A person whom the roster has by the same number or address, and no directory has spoken of yet,
    is taken over as they are.
    """
    institution = token.institution
    lock_roster(institution)
    person = read_person(resource)
    number = person.number or person.external_id or person.user_name
    seen = people_of(institution).filter(provisioned__isnull=False)
    if seen.filter(pk__in=keys_of_name(institution, person.user_name)).exists():
        raise ScimError("There is a user with this userName.", status=409, scim_type="uniqueness")
    roster = Membership.objects.of(institution).select_related("user", "supervisor", "provisioned")
    known = (
        roster.filter(external_id=number).first()
        or roster.filter(address=person.email.lower()).first()
    )
    if known and seen.filter(pk=known.pk).exists():
        raise ScimError("There is such a user already.", status=409, scim_type="uniqueness")
    if known is None:
        known = _write(token, None, person, number=number)
    else:
        known = _write(token, known, person, number=known.external_id)
    return _keep_names(known, person)


@transaction.atomic
def replace_person(token: ProvisioningToken, member: Membership, resource: Any) -> Membership:
    """Let *member* be as *resource* says. What it does not speak of stays. Raises ScimError."""
    lock_roster(token.institution)
    said = canonical(resource)
    person = read_person({"active": member.is_current, **said})
    written = _write(token, member, person, number=member.external_id, says_here="active" in said)
    return _keep_names(written, person)


@transaction.atomic
def patch_person(
    token: ProvisioningToken, member: Membership, operations: Any, *, present: dict[str, Any]
) -> Membership:
    """Do *operations* on *present*, which is *member* as a resource. Raises ScimError."""
    lock_roster(token.institution)
    changed = patched(present, operations)
    # A directory that signs people in by their address and sends no other moves it by the name.
    name, address = str(changed.get("userName") or ""), member.email
    if (
        present["userName"].lower() == address.lower() != name.lower()
        and "@" in name
        and changed.get("emails") == canonical(present["emails"])
    ):
        changed["emails"] = [{"value": name, "type": "work", "primary": True}]
    faculty = changed.get(FACULTY)
    if changed.get("title") and faculty and faculty.get("rank") == member.rank:
        # A new title is a new rank, unless that was sent as well.
        changed[FACULTY] = {name: value for name, value in faculty.items() if name != "rank"}
    person = read_person(changed)
    written = _write(
        token, member, person, number=member.external_id, says_here=_names_active(operations)
    )
    return _keep_names(written, person)


def _names_active(operations: Any) -> bool:
    """Return whether *operations* say of someone whether they are here."""
    return any(
        str(one.get("path", "")).lower() == "active"
        or (isinstance(one.get("value"), dict) and "active" in map(str.lower, one["value"]))
        for one in operations
    )


@transaction.atomic
def withdraw_person(token: ProvisioningToken, member: Membership) -> bool:
    """The directory deletes someone: they have left, and it sees them no more. Raises ScimError.

    Return False where that waits for a director: the directory sees them still.
    """
    lock_roster(token.institution)
    if member.is_current:
        cells = cells_of(values_of(member)) | _ending(member, active=False)
        if apply_rows(token.institution, [cells]):
            return False
    row, _made = ProvisionedMember.objects.get_or_create(
        member=member,
        defaults={"institution": member.institution, "user_name": f"{member.pk}"},
    )
    row.withdrawn_at = timezone.now()
    # The name may be given to someone else.
    row.user_name = f"withdrawn:{member.pk}"
    row.save(update_fields=["withdrawn_at", "user_name"])
    record(Verb.SCIM_PERSON_WITHDRAWN, actor=None, institution=token.institution, subject=member)
    return True


def _write(
    token: ProvisioningToken,
    member: Membership | None,
    person: Person,
    *,
    number: str,
    says_here: bool = True,
) -> Membership:
    institution = token.institution
    known_rank = member.rank if member else token.default_rank
    cells = {
        "external_id": number,
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "rank": person.rank or rank_of(person.title) or known_rank,
        **_ending(member, active=person.active),
    }
    if person.unit is not None:
        cells["unit"] = _known_path(institution, person.unit)
    if person.manager is not None:
        cells["supervisor_external_id"] = _number_of(institution, person.manager)
    if person.track is not None:
        cells["track"] = person.track
    if person.specialty is not None:
        cells["specialty"] = person.specialty
    held = apply_rows(institution, [cells], says_here=says_here)
    written: Membership = (
        Membership.objects.of(institution)
        .select_related("user", "provisioned")
        .get(external_id=" ".join(number.split()))
    )
    record(Verb.SCIM_PERSON_WRITTEN, actor=None, institution=institution, subject=written)
    written.end_held = bool(held)
    return written


def _ending(member: Membership | None, *, active: bool) -> dict[str, str]:
    """The cells that keep someone here, or end their time: today, or when it already ended."""
    if active:
        return {"end_date": ""}
    if member and member.end_date:
        return {"end_date": member.end_date.isoformat()}
    if member is None:
        raise ScimError("Nobody is brought in who has left already: send active true.")
    today = member.institution.local_date()
    early = member.start_date is not None and member.start_date > today
    return {"end_date": today.isoformat(), **({"start_date": ""} if early else {})}


def apply_rows(
    institution: Institution, rows: list[dict[str, str]], *, says_here: bool = False
) -> frozenset[UUID]:
    """Plan and write *rows*, all or none; errors in the words of SCIM. Return whose end waits."""
    raws = [RawRow(number, cells) for number, cells in enumerate(rows, start=1)]
    plan = plan_import(raws, institution=institution)
    if plan.errors:
        first = plan.errors[0]
        unique = first.code in UNIQUE_CODES
        raise ScimError(
            f"{ATTRIBUTE_OF.get(first.column, first.column)}: {first.message}",
            status=409 if unique or first.code == "last_director" else 400,
            scim_type="uniqueness"
            if unique
            else "mutability"
            if "ours" in first.code
            else "invalidValue",
        )
    try:
        source = HeldEnding.Source.DIRECTORY
        return apply_import(plan, actor=None, source=source, says_here=says_here).held
    except RosterChanged as error:
        raise ScimError(str(error.message), status=409, scim_type="") from error


def _keep_names(member: Membership, person: Person) -> Membership:
    """Remember what the directory calls *member*."""
    try:
        with transaction.atomic():
            ProvisionedMember.objects.update_or_create(
                member=member,
                defaults={
                    "institution": member.institution,
                    "user_name": person.user_name,
                    "external_id": person.external_id,
                    "withdrawn_at": None,
                },
            )
    except IntegrityError as error:
        raise ScimError(
            "There is a user with this userName.", status=409, scim_type="uniqueness"
        ) from error
    kept = person_or_404(member.institution, str(member.pk))
    kept.end_held = member.end_held
    return kept


def _number_of(institution: Institution, manager: str) -> str:
    """The roster's number of the *manager*, given by our id, the directory's key or that number."""
    if not manager:
        return ""
    people = Membership.objects.of(institution)
    found = (
        people.filter(pk=uuid_of(manager)).first()
        or people.filter(provisioned__external_id=manager).first()
        or people.filter(external_id=manager).first()
    )
    if found is None:
        raise ScimError(f"{ENTERPRISE}:manager: there is no such user.")
    return found.external_id


def _known_path(institution: Institution, wanted: str) -> str:
    """A department by its path, or by its name where only one unit has it; else a new one."""
    if not wanted or "/" in wanted:
        return wanted
    named = [
        path for path in unit_paths(institution).values() if folded(path[-1:]) == folded((wanted,))
    ]
    return path_in_words(named[0]) if len(named) == 1 else wanted
