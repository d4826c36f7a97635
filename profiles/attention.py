"""What of people and their institution needs attention on the dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentornet.lists.choice import COUNTED_TO
from mentornet.moments import number
from mentornet.pages.attention import Kind, Row, Said, Sql, once, register_kind, shape
from profiles.models import (
    AddressClaim,
    Approval,
    HeldEnding,
    Institution,
    Membership,
    Preferences,
    RosterImport,
    User,
)
from profiles.people.names.columns import full_name_of
from profiles.roster.domain.found_errors import TO_FIX
from profiles.vocabulary import StaffRoleKind

IMPORTS_FOR = timedelta(days=30)
"""How long an import that failed, or skipped rows that are not fixed yet, stays in the queue."""
ImportState = RosterImport.State
MANAGE = "profiles.manage_staff_roles"
KEY = Cast("pk", CharField())
# The columns of `shape`, in their order.
_COUNTED = """
SELECT institution::varchar, NULL::date, NULL::date, NULL::varchar, NULL::varchar,
    count(*)::varchar, count(*)::integer, NULL::uuid, NULL::varchar, NULL::uuid
FROM ({some}) AS waiting (institution) GROUP BY institution
"""
DIRECTED_NAME = full_name_of("membership")


def _imports(member: Membership) -> QuerySet[Any, Any]:
    """Imports that wait for a decision, that failed with no later one, or whose skipped rows are to be fixed."""
    here = RosterImport.objects.visible_to(member.user).of(member.institution)
    later = here.filter(uploaded_at__gt=OuterRef("uploaded_at"), state=ImportState.DONE)
    recent = Q(uploaded_at__gt=Now() - IMPORTS_FOR)
    failed = Q(state__in=(ImportState.REFUSED, ImportState.FAILED)) & ~Exists(later) & recent
    skipped = TO_FIX & recent
    rows = here.filter(Q(state=ImportState.CHECKED) | failed | skipped)
    return shape(
        rows,
        subject=KEY,
        since=TruncDate("uploaded_at"),
        one="file_name",
        code="state",
        amount=Coalesce(Cast("counts__errors", CharField()), Value("0")),
    )


def _say_import(row: Row) -> Said:
    given = {"file": row.one, "count": row.amount or 0}
    if row.code == ImportState.DONE:
        text = _("Rows of %(file)s were skipped and are not fixed yet.") % given
    elif row.code != ImportState.CHECKED:
        text = _("The import of %(file)s failed.") % given
    elif row.amount:
        text = (
            ngettext(
                "The import of %(file)s has %(count)d error and waits for you.",
                "The import of %(file)s has %(count)d errors and waits for you.",
                row.amount,
            )
            % given
        )
    else:
        text = _("The import of %(file)s is ready and waits for you.") % given
    return Said(text, _("Open import"), reverse("profiles:roster_import", args=[row.subject]))


def _held_endings(member: Membership) -> QuerySet[Any, Any]:
    """One row for all of them: how many people would leave, and since when that waits."""
    waiting = HeldEnding.objects.waiting().filter(institution__in=_directed(member).values("pk"))
    rows = waiting.order_by().values("institution")
    rows = rows.annotate(waiting=Count("pk"), first=Min(TruncDate("asked_at")))
    return shape(
        rows,
        subject=Cast("institution_id", CharField()),
        since=F("first"),
        amount=F("waiting"),
        code=F("waiting"),
    )


def _say_held_endings(row: Row) -> Said:
    count = row.amount or 0
    text = ngettext(
        "%(count)d person would leave, more than usual. Decide whether that is right.",
        "%(count)d people would leave, more than usual. Decide whether that is right.",
        count,
    )
    return Said(text % {"count": count}, _("Decide"), reverse("profiles:held_endings"))


def _bounced(member: Membership) -> QuerySet[Any, Any]:
    trouble = Preferences.objects.filter(
        institution__in=_directed(member).values("pk"),
        member__end_date=None,
        trouble=Preferences.Trouble.BOUNCED,
    )
    return shape(
        trouble,
        subject=Cast("member_id", CharField()),
        one=full_name_of("member"),
        unit="member__unit_id",
    )


def _say_bounced(row: Row) -> Said:
    return Said(
        _("Emails to %(name)s bounce.") % {"name": row.one},
        _("Correct the email in the roster"),
        reverse("profiles:roster"),
    )


def _not_activated(member: Membership) -> Sql:
    """One row for all of them: how many have not activated their account, counted to COUNTED_TO and one.

    Whether a login waits is asked for each membership: joined, all logins would be read.
    """
    logins = User.objects.filter(pk=OuterRef("user_id"), activated_at=None)
    here = Membership.objects.current().alias(waits=Subquery(logins.values("is_active")))
    waiting = here.filter(
        waits=True,
        institution__in=_directed(member).values("pk"),
        joined_at=None,  # what an index goes by
    )
    some = waiting.order_by().values("institution")[: COUNTED_TO + 1]
    sql, params = some.query.sql_with_params()
    return Sql(_COUNTED.format(some=sql), tuple(params))


def _say_not_activated(row: Row) -> Said:
    count = row.amount or 0
    if count > COUNTED_TO:
        text = _("More than %(count)s people have not activated their accounts.") % {
            "count": number(COUNTED_TO)
        }
    else:
        text = ngettext(
            "%(count)s person has not activated their account.",
            "%(count)s people have not activated their accounts.",
            count,
        ) % {"count": number(count)}
    return Said(text, _("Send activation emails"), reverse("profiles:roster"))


def _approvals(member: Membership) -> QuerySet[Any, Any]:
    """Those that the reader may decide: not what they asked for or gain by."""
    rows = (
        Approval.objects.waiting()
        .filter(institution__in=_directed(member), expires_at__gt=Now())
        .exclude(asked_by=member.user)
        .exclude(gains=member.user)
    )
    return shape(
        rows,
        subject=KEY,
        since=TruncDate("asked_at"),
        due=TruncDate("expires_at"),
        code="kind",
    )


def _say_approval(row: Row) -> Said:
    kind = Approval.Kind(row.code).label
    return Said(
        _("A change waits for a second person: %(kind)s.") % {"kind": kind},
        _("Decide"),
        reverse("profiles:approvals"),
    )


def _claims(member: Membership) -> QuerySet[Any, Any]:
    rows = AddressClaim.objects.waiting().filter(institution__in=_directed(member))
    return shape(
        rows.exclude(user=member.user),
        subject=KEY,
        since=TruncDate("asked_at"),
        due=TruncDate("due_at"),
        one=DIRECTED_NAME,
        unit="membership__unit_id",
    )


def _say_claim(row: Row) -> Said:
    return Said(
        _("A new sign-in email for %(name)s is not confirmed yet.") % {"name": row.one},
        _("Check"),
        reverse("profiles:address_claims"),
    )


def _no_ombuds(member: Membership) -> QuerySet[Any, Any]:
    # An index goes by who has a role at all; which one is not asked of an index under row-level security.
    staff = Membership.objects.current().exclude(offices=[])
    holders = staff.filter(institution=OuterRef("pk"), offices__contains=[StaffRoleKind.OMBUDS])
    return shape(_directed(member).filter(~Exists(holders)), subject=KEY)


def _say_no_ombuds(row: Row) -> Said:
    return Said(
        _("No one is the ombuds. Concerns that people raise reach no one here."),
        _("Choose an ombuds"),
        reverse("profiles:staff_roles"),
    )


def _directed(member: Membership) -> QuerySet[Institution, Institution]:
    """Return the institution of *member* if they direct it; free of joins, so that it can be counted in."""
    return once(
        member,
        "institutions",
        lambda: Institution.objects.directed_by(member.user).filter(pk=member.institution_id),
    )


KINDS = (
    Kind(
        "approval",
        gettext_lazy("Approvals"),
        "profiles.decide_approvals",
        _approvals,
        _say_approval,
        order=10,
    ),
    Kind(
        "import", gettext_lazy("Imports"), "profiles.import_roster", _imports, _say_import, order=12
    ),
    Kind(
        "held_ending",
        gettext_lazy("People who would leave"),
        "profiles.import_roster",
        _held_endings,
        _say_held_endings,
        order=11,
    ),
    Kind("address_claim", gettext_lazy("Sign-in emails"), MANAGE, _claims, _say_claim, order=14),
    Kind("no_ombuds", gettext_lazy("Staff roles"), MANAGE, _no_ombuds, _say_no_ombuds, order=65),
    Kind(
        "bounced",
        gettext_lazy("Bounced emails"),
        "profiles.import_roster",
        _bounced,
        _say_bounced,
        order=70,
    ),
    Kind(
        "not_activated",
        gettext_lazy("Accounts"),
        "profiles.import_roster",
        _not_activated,
        _say_not_activated,
        order=80,
    ),
)


def register_kinds() -> None:
    """Register them all. Called once at start-up."""
    for kind in KINDS:
        register_kind(kind)
