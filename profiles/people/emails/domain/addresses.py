"""With which email a login is opened: which are free, and how logins get another one.

A membership's own `address` is what its institution knows. What stands here is the login's email,
which opens everything that its owner has at any institution.
"""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models.functions import Lower

from mentornet.mail.addresses import NOWHERE, TEST_DOMAIN
from profiles.models import Institution, User

# So long an email that someone gave up is given to no one else: the longest time a claim waits.
KEPT_FREE = timedelta(days=30)

# Of the address of a test login: people type it where they sign in.
LETTERS, LETTERS_OF_TEST = string.ascii_lowercase, 14

# In two steps, because a unique index looks at each row by itself. A login that waited opens with
# its email; one that an operator closed stays closed.
_MOVE_ASIDE = """
UPDATE profiles_user SET email = id::text || '@moving.invalid',
    is_active = is_active OR email LIKE '%%@waiting.invalid'
WHERE id = ANY(%s::uuid[])
"""
_MOVE = """
UPDATE profiles_user AS u SET email = n.email,
    is_active = u.is_active AND n.email NOT LIKE '%%@waiting.invalid'
FROM unnest(%s::uuid[], %s::text[]) AS n (id, email) WHERE u.id = n.id
"""


def nowhere() -> str:
    """Return an email for a login to which no one can sign in yet."""
    return f"{uuid.uuid4()}@{NOWHERE}"


def test_login() -> User:
    """Return an unsaved login of a test institution: whatever its roster says, it is no real person's."""
    letters = "".join(secrets.choice(LETTERS) for _each in range(LETTERS_OF_TEST))
    return User(email=f"{letters}@{TEST_DOMAIN}", password=make_password(None))


def login_that_waits() -> User:
    """Return an unsaved login that no one can sign in to."""
    return User(email=nowhere(), password=make_password(None), is_active=False)


def unavailable(addresses: Collection[str], *, now: datetime) -> dict[str, set[UUID]]:
    """Return those of *addresses* that a new login can't have, with the logins that hold them.

    An email that someone gave up lately is held by no login, and is not free either.
    """
    wanted = list(addresses)
    found: dict[str, set[UUID]] = {}
    logins = User.objects.annotate(low=Lower("email")).filter(low__in=wanted)
    for email, pk in logins.values_list("low", "pk"):
        found.setdefault(email, set()).add(pk)
    # The sign-in library keeps these in lower case, with an index.
    proven = EmailAddress.objects.filter(email__in=wanted, verified=True)
    for email, pk in proven.values_list("email", "user_id"):
        found.setdefault(email, set()).add(pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address FROM mentornet_addresses_given_up(%s::text[], %s)",
            [wanted, now - KEPT_FREE],
        )
        for (email,) in cursor.fetchall():
            found.setdefault(email, set())
    return found


def elsewhere(logins: Collection[UUID], institution: Institution) -> dict[UUID, bool]:
    """Return those of *logins* that another institution knows, and whether one has them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT login, has_current FROM mentornet_logins_elsewhere(%s::uuid[], %s)",
            [[str(one) for one in logins], str(institution.pk)],
        )
        return dict(cursor.fetchall())


def give_emails(wanted: Mapping[UUID, str], *, proven: Collection[UUID] = ()) -> None:
    """Give logins the emails that *wanted* says, swaps too; the caller knows that they are free.

    One at NOWHERE closes the login until it gets a real one. The emails of *proven* logins count
    as verified; those of others do so once a code that was sent there has been typed in.
    """
    if not wanted:
        return
    logins = [str(pk) for pk in wanted]
    emails = list(wanted.values())
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ASIDE, [logins])
        cursor.execute(_MOVE, [logins, emails])
    EmailAddress.objects.filter(user_id__in=logins).delete()
    used = User.objects.filter(pk__in=logins, activated_at__isnull=False)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=pk, email=wanted[pk], verified=pk in proven, primary=True)
        for pk in used.values_list("pk", flat=True)
    )
