"""A test institution beside the real one: made, entered, emptied and removed by its directors.

1. It is an institution of its own, so that row-level security holds it apart like any other.
2. Whoever its roster names gets a test login (`test_login` of profiles/people/emails): an address in it
   that is someone's in real life is a word in a column, and reaches, signs in or changes no one.
3. Directors of the real institution act in it with their own login, for as long as they direct it (see
   `may_try` of profiles/people/current_membership.py).
4. No email leaves: see mentornet/mail/sending.py.

Written in the role of operations, since only that one makes and removes institutions.
"""

from __future__ import annotations

from allauth.socialaccount.models import SocialApp
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.mail.addresses import TEST_DOMAIN
from mentornet.models import Link
from mentornet.tenancy.emptying import delete_rows_of
from mentornet.tenancy.scope import in_institution, operations
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import ApiClient, Institution, Membership, SignOn, StaffRole, User
from profiles.people.names.domain import index_names
from profiles.people.staff_roles.domain.granting import make_role
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.plan import plan_import
from profiles.sandbox.domain.people import INVENTED
from profiles.signals import sandbox_filled
from profiles.vocabulary import StaffRoleKind
from profiles.words.domain.own import copy_words

# What a test institution has as the real one has it, so that what is tried there holds here.
COPIED = (
    "time_zone",
    "language",
    "holiday_region",
    "holidays_worked",
    "days_off",
    "protege_label",
    "protege_label_es",
    "suppression_threshold",
    "invitation_lapse_days",
    "second_factor",
    "own_device_days",
    "paper",
)
# What stays when it is emptied: the connections that are tried, what was done, and what tells those who keep
# in step by the API of who is gone. By table, which of its rows go all the same.
CONNECTIONS = (
    "profiles_apiclient",
    "profiles_provisioningtoken",
    "profiles_signon",
    "mentornet_webhookendpoint",
    "profiles_auditevent",
    "mentornet_change",
    "mentornet_changehorizon",
)
# Whatever order tables are emptied in: a role goes with its place, before or after.
_IS_TEST = f"SELECT id FROM profiles_user WHERE email LIKE '%%@{TEST_DOMAIN}'"  # noqa: S608
OF_TEST_LOGINS = {
    "profiles_membership": f"institution_id = %s AND user_id IN ({_IS_TEST})",
    "profiles_staffrole": f"""institution_id = %s AND membership_id NOT IN (
        SELECT id FROM profiles_membership place
        WHERE place.institution_id = profiles_staffrole.institution_id AND user_id NOT IN ({_IS_TEST})
    )""",  # noqa: S608
}


class NoSandbox(DomainError):
    code = "no_sandbox"
    message = gettext_lazy("This institution has no test institution.")


class IsSandbox(DomainError):
    code = "is_sandbox"
    message = gettext_lazy("This is a test institution itself.")


def sandbox_of(institution: Institution) -> Institution | None:
    """Return the test institution of *institution*, if it has one."""
    return Institution.objects.filter(sandbox_of=institution).first()


def create_sandbox(institution: Institution, *, by: User, filled: bool) -> Institution:
    """Make the test institution of *institution*, with invented people or empty; return it. Idempotent.

    *by*, a director, becomes its director with the same login. Raises IsSandbox.
    """
    with operations(), transaction.atomic():
        locked = _lock_for_update(institution)
        if locked.is_sandbox:
            raise IsSandbox
        if found := sandbox_of(locked):
            return found
        sandbox = Institution(
            name=_("%(name)s (test)") % {"name": locked.name[:190]},
            slug=_free_slug(locked.slug),
            sandbox_of=locked,
            **{name: getattr(locked, name) for name in COPIED},
        )
        sandbox.save(force_insert=True)
        record(Verb.SANDBOX_CREATED, actor=by, institution=locked, subject=locked)
        with in_institution(sandbox.pk):
            copy_words(locked, to=sandbox)
            _let_in(sandbox, by=by)
            if filled:
                _fill(sandbox, by=by)
    return sandbox


def enter_sandbox(institution: Institution, *, by: User) -> Membership:
    """Return the place of *by*, a director of *institution*, in its test institution. Idempotent.

    Raises NoSandbox.
    """
    sandbox = sandbox_of(institution)
    if sandbox is None:
        raise NoSandbox
    with operations(), transaction.atomic(), in_institution(sandbox.pk):
        return _let_in(sandbox, by=by)


def reset_sandbox(institution: Institution, *, by: User, filled: bool) -> Institution:
    """Empty the test institution of *institution* and fill it again; its connections stay.

    Raises NoSandbox.
    """
    with operations(), transaction.atomic():
        locked = _lock_for_update(institution)
        sandbox = sandbox_of(locked)
        if sandbox is None:
            raise NoSandbox
        with in_institution(sandbox.pk):
            lock_roster(sandbox)
            _empty(sandbox, kept=CONNECTIONS, only=OF_TEST_LOGINS)
            sandbox.logo_key = None
            sandbox.save(update_fields=["logo_key"])
            copy_words(locked, to=sandbox)
            index_names(list(Membership.objects.of(sandbox).values_list("pk", flat=True)))
            _let_in(sandbox, by=by)
            if filled:
                _fill(sandbox, by=by)
        record(Verb.SANDBOX_RESET, actor=by, institution=locked, subject=locked)
    return sandbox


def delete_sandbox(institution: Institution, *, by: User | None) -> None:
    """Delete the test institution of *institution* with all that it has. Idempotent."""
    with operations(), transaction.atomic():
        locked = _lock_for_update(institution)
        sandbox = sandbox_of(locked)
        if sandbox is None:
            return
        with in_institution(sandbox.pk):
            lock_roster(sandbox)
            for client in ApiClient.objects.of(sandbox):
                client.delete()
            apps = list(SignOn.objects.of(sandbox).values_list("app", flat=True))
            _empty(sandbox)
            SocialApp.objects.filter(pk__in=apps).delete()
            Institution.objects.filter(pk=sandbox.pk).delete()
        record(Verb.SANDBOX_DELETED, actor=by, institution=locked, subject=locked)


def _lock_for_update(institution: Institution) -> Institution:
    """Lock it against another of these verbs; rows with its key are written meanwhile."""
    return Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)


def _free_slug(slug: str) -> str:
    """Return a slug that no institution has: `som-test`, else with a number behind it."""
    stem = f"{slug[:40]}-test"
    taken = set(Institution.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (stem, *numbered) if one not in taken)


def _let_in(sandbox: Institution, *, by: User) -> Membership:
    """Make *by* a director of *sandbox*; no roster changes or ends that, since they are from outside."""
    real = Membership.objects.get(institution=sandbox.sandbox_of_id, user=by)
    member, _made = Membership.objects.update_or_create(
        institution=sandbox,
        user=by,
        defaults={"end_date": None, "given_name": real.given_name, "family_name": real.family_name},
        create_defaults={
            "given_name": real.given_name,
            "family_name": real.family_name,
            # Not their own email, which a test roster may name as well.
            "address": f"{by.email.partition('@')[0][:200]}@{TEST_DOMAIN}".lower(),
            "external_id": f"tester-{by.pk.hex}",
            "source": Membership.Source.INVITED,
            "affiliation": real.institution.name,
            "joined_at": timezone.now(),
            "start_date": sandbox.local_date(),
        },
    )
    index_names([member.pk])
    roles = StaffRole.objects.open().filter(membership=member, role=StaffRoleKind.DIRECTOR)
    if not roles.exists():
        make_role(
            member,
            role=StaffRoleKind.DIRECTOR,
            starts_on=sandbox.local_date(),
            ends_on=None,
            by=by,
        )
    return Membership.objects.select_related("institution", "user").get(pk=member.pk)


def _fill(sandbox: Institution, *, by: User) -> None:
    apply_import(plan_import(INVENTED, institution=sandbox), actor=by)
    sandbox_filled.send(sender=Institution, institution=sandbox, by=by)


def _empty(
    sandbox: Institution, *, kept: tuple[str, ...] = (), only: dict[str, str] | None = None
) -> None:
    logins = list(
        User.objects.filter(
            memberships__institution=sandbox, email__endswith=f"@{TEST_DOMAIN}"
        ).values_list("pk", flat=True)
    )
    places = Membership.objects.of(sandbox)
    User.objects.filter(last_membership__in=places.values("pk")).update(last_membership=None)
    Link.objects.filter(institution=sandbox).delete()
    Link.objects.filter(membership__in=places.values("pk")).delete()
    delete_rows_of(sandbox.pk, kept=kept, only=only)
    User.objects.filter(pk__in=logins).delete()
