"""People as an institution's directory keeps them: the verbs behind SCIM 2.0.

Everything that changes a person goes through the roster's plan, so that a directory can do what a
file can do and no more: the same checks, the same rules about addresses that serve others, the
same audit. No one is deleted; whoever a directory lets go has left.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from scim2_models import Context

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
from profiles.people.domain.events import announce_change
from profiles.people.models.membership import MembershipQuerySet, words_for_waiting
from profiles.provisioning.domain.scim_models import ENTERPRISE, FACULTY, Person
from profiles.provisioning.domain.scim_persons import Wish, filled, person_of, wish_of
from profiles.provisioning.domain.scim_resources import ScimError, operations_of, patched, read
from profiles.provisioning.domain.scim_versions import Match, check_match
from profiles.roster.domain.applying import (
    RosterChanged,
    apply_import,
    plan_import,
)
from profiles.roster.domain.members import cells_of, values_of
from profiles.roster.domain.plan import ImportPlan
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
LONGEST_NUMBER = 100
# How many IDs of before a roster file may still use.
MOST_FORMER = 5
NAME_TAKEN = "There is a user with this userName."


class EndWaits(ScimError):
    """The end that was asked for waits for a director; the rest of the request is written."""

    def __init__(self) -> None:
        super().__init__(words_for_waiting(), status=409, scim_type="")


def people_of(institution: Institution) -> MembershipQuerySet:
    """The people that a directory sees: all but those it withdrew."""
    return (
        Membership.objects.of(institution)
        .filter(provisioned__withdrawn_at=None)
        .select_related("user", "unit", "supervisor", "provisioned")
        .order_by("id")
    )


def resources_of(institution: Institution, members: Iterable[Membership]) -> list[Any]:
    """Return *members* as user resources."""
    rows = list(members)
    paths = unit_paths(institution) if any(one.unit_id for one in rows) else {}
    return [person_of(one, paths) for one in rows]


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


# Users --------------------------------------------------------------------------------------


@transaction.atomic
def create_person(token: ProvisioningToken, data: Any) -> Any:
    """Bring someone in, or back. Raises ScimError: 409 for someone whom the directory sees already.

    A person whom the roster has by the same number or address, and no directory has spoken of yet,
    is taken over as they are.
    """
    institution = token.institution
    user = read(Person, filled(data, active=True), Context.RESOURCE_CREATION_REQUEST)
    wish = wish_of(user)
    lock_roster(institution)
    number = wish.first_number
    seen = people_of(institution).filter(provisioned__isnull=False)
    if seen.filter(pk__in=keys_of_name(institution, wish.user_name)).exists():
        raise ScimError(NAME_TAKEN, status=409, scim_type="uniqueness")
    roster = Membership.objects.of(institution).select_related("user", "supervisor", "provisioned")
    known = (
        roster.filter(external_id=number).first()
        or roster.filter(address=wish.email.lower()).first()
    )
    if known and seen.filter(pk=known.pk).exists():
        raise ScimError("There is such a user already.", status=409, scim_type="uniqueness")
    number = known.external_id if known else number
    written, _held = _write(token, known, wish, number=number)
    return _keep_words(written, wish)


def replace_person(token: ProvisioningToken, pk: str, data: Any, match: Match = None) -> Any:
    """Let the person be as *data* says. What the directory has never spoken of stays.

    Raises ScimError: EndWaits once the rest is written, 412 where *match* is not the version.
    """
    with transaction.atomic():
        lock_roster(token.institution)
        member, _present_one = _present(token.institution, pk, match)
        body = filled(data, active=member.is_current)
        user = read(Person, body, Context.RESOURCE_REPLACEMENT_REQUEST)
        wish = wish_of(user, spoken=_spoken(member))
        says_here = isinstance(data, dict) and "active" in map(str.lower, data)
        resource, held = _rewrite(token, member, wish, says_here=says_here)
    return _unless_held(resource, held=held)


def patch_person(token: ProvisioningToken, pk: str, body: Any, match: Match = None) -> Any:
    """Do the operations of a PATCH *body*. Raises what replace_person does."""
    with transaction.atomic():
        lock_roster(token.institution)
        member, present = _present(token.institution, pk, match)
        changed = patched(present, body)
        _follow_name(changed, present)
        wish = wish_of(changed, before=present, spoken=_spoken(member))
        says_here = changed.active is not None and _names_active(operations_of(body))
        resource, held = _rewrite(token, member, wish, says_here=says_here)
    return _unless_held(resource, held=held)


def withdraw_person(token: ProvisioningToken, pk: str, match: Match = None) -> None:
    """The directory deletes someone: they have left, and it sees them no more.

    Raises ScimError: EndWaits where that waits for a director; the directory sees them still.
    """
    with transaction.atomic():
        lock_roster(token.institution)
        member, _present_one = _present(token.institution, pk, match)
        held = member.is_current and _let_go(token, member)
        if not held:
            _forget(token, member)
    if held:
        raise EndWaits


def _let_go(token: ProvisioningToken, member: Membership) -> bool:
    cells = cells_of(values_of(member)) | _ending(member, active=False)
    return bool(apply_rows(token.institution, [cells]))


def _forget(token: ProvisioningToken, member: Membership) -> None:
    row, _made = ProvisionedMember.objects.get_or_create(
        member=member,
        defaults={"institution": member.institution, "user_name": f"{member.pk}"},
    )
    row.withdrawn_at = timezone.now()
    # The name may be given to someone else.
    row.user_name = f"withdrawn:{member.pk}"
    row.save(update_fields=["withdrawn_at", "user_name", "updated_at"])
    record(Verb.SCIM_PERSON_WITHDRAWN, actor=None, institution=token.institution, subject=member)


def _present(institution: Institution, pk: str, match: Match) -> tuple[Membership, Any]:
    member = person_or_404(institution, pk)
    (resource,) = resources_of(institution, [member])
    check_match(resource, match)
    return member, resource


def _spoken(member: Membership) -> Set[str]:
    entry: ProvisionedMember | None = getattr(member, "provisioned", None)
    return frozenset(entry.said.get("names", [])) if entry else frozenset()


def _unless_held(resource: Any, *, held: bool) -> Any:
    if held:
        raise EndWaits
    return resource


def _follow_name(changed: Any, present: Any) -> None:
    """A directory that signs people in by their address and sends no other moves it by the name."""
    name, address = str(changed.user_name or ""), str(present.emails[0].value or "")
    if (
        present.user_name.lower() == address.lower() != name.lower()
        and "@" in name
        and changed.emails == present.emails
    ):
        changed.emails[0].value = name


def _names_active(operations: list[dict[str, Any]]) -> bool:
    """Return whether *operations* say of someone whether they are here."""
    return any(
        str(one.get("path") or "").lower().rpartition(":")[2] == "active"
        or (
            isinstance(one.get("value"), dict)
            and "active" in {str(key).lower().rpartition(":")[2] for key in one["value"]}
        )
        for one in operations
    )


def _rewrite(
    token: ProvisioningToken, member: Membership, wish: Wish, *, says_here: bool
) -> tuple[Any, bool]:
    number = _number_for(token.institution, member, wish)
    written, held = _write(token, member, wish, number=number, says_here=says_here)
    return _keep_words(written, wish), held


def _number_for(institution: Institution, member: Membership, wish: Wish) -> str:
    """Return the roster's number of *member*, which follows the one that the directory sends."""
    number = wish.number
    if not number or number == member.external_id:
        return member.external_id
    others = Membership.objects.of(institution).exclude(pk=member.pk)
    if others.filter(external_id=number).exists():
        raise ScimError(
            f"{ENTERPRISE}:employeeNumber: someone has it.", status=409, scim_type="uniqueness"
        )
    if len(number) > LONGEST_NUMBER:
        raise ScimError(f"{ENTERPRISE}:employeeNumber has at most {LONGEST_NUMBER} characters.")
    if member.is_from_outside:
        raise ScimError(
            "Someone from outside is not changed by a directory.", scim_type="mutability"
        )
    former = [one for one in member.former_ids if one not in (number, member.external_id)]
    former = [*former, member.external_id][-MOST_FORMER:]
    rows = Membership.objects.of(institution).filter(pk=member.pk)
    rows.update(external_id=number, former_ids=former)
    announce_change(member, "external_id")
    return number


def _write(
    token: ProvisioningToken,
    member: Membership | None,
    wish: Wish,
    *,
    number: str,
    says_here: bool = True,
) -> tuple[Membership, bool]:
    institution = token.institution
    known_rank = member.rank_key if member else token.default_rank
    cells = {
        "external_id": number,
        "email": wish.email,
        "given_name": wish.given_name,
        "family_name": wish.family_name,
        "rank": wish.rank or known_rank,
        **_ending(member, active=wish.active, today=institution.local_date().isoformat()),
    }
    if wish.unit is not None:
        cells["unit"] = _known_path(institution, wish.unit)
    if wish.manager is not None:
        cells["supervisor_external_id"] = _number_of(institution, wish.manager)
    if wish.track is not None:
        cells["track"] = wish.track
    if wish.specialty is not None:
        cells["specialty"] = wish.specialty
    held = apply_rows(institution, [cells], says_here=says_here)
    written: Membership = (
        Membership.objects.of(institution)
        .select_related("user", "provisioned")
        .get(external_id=number)
    )
    record(Verb.SCIM_PERSON_WRITTEN, actor=None, institution=institution, subject=written)
    return written, bool(held)


def _ending(member: Membership | None, *, active: bool | None, today: str = "") -> dict[str, str]:
    """The cells that keep someone here, or end their time: today, or when it already ended."""
    if active is None:
        active = member is None or member.is_current
    if active:
        return {"end_date": ""}
    if member is None:
        return {"end_date": today}
    if member.end_date:
        return {"end_date": member.end_date.isoformat()}
    day = member.institution.local_date()
    early = member.start_date is not None and member.start_date > day
    return {"end_date": day.isoformat(), **({"start_date": ""} if early else {})}


def planned(institution: Institution, rows: list[dict[str, str]]) -> ImportPlan:
    """Plan *rows*; raise ScimError for the first that is wrong, in the words of SCIM."""
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
    return plan


def apply_rows(
    institution: Institution, rows: list[dict[str, str]], *, says_here: bool = False
) -> frozenset[UUID]:
    """Plan and write *rows*, all or none; errors in the words of SCIM. Return whose end waits."""
    plan = planned(institution, rows)
    try:
        source = HeldEnding.Source.DIRECTORY
        return apply_import(plan, actor=None, source=source, says_here=says_here).held
    except RosterChanged as error:
        raise ScimError(str(error.message), status=409, scim_type="") from error


def _keep_words(member: Membership, wish: Wish) -> Any:
    """Remember what the directory calls *member*, and return them as it reads them."""
    try:
        with transaction.atomic():
            ProvisionedMember.objects.update_or_create(
                member=member,
                defaults={
                    "institution": member.institution,
                    "user_name": wish.user_name,
                    "external_id": wish.external_id,
                    "said": wish.said,
                    "said_unit": member.unit_id,
                    "withdrawn_at": None,
                },
            )
    except IntegrityError as error:
        raise ScimError(NAME_TAKEN, status=409, scim_type="uniqueness") from error
    kept = person_or_404(member.institution, str(member.pk))
    return resources_of(member.institution, [kept])[0]


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
