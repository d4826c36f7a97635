"""What profiles does when others tell that something happened: the sign-in library, webhooks, mail services."""

from typing import Any
from uuid import UUID

from allauth.account.signals import password_changed, password_reset, password_set
from anymail.signals import EventType, tracking
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from mentornet.languages import is_language
from mentornet.mail import links
from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.pages.editing import tell_who
from mentornet.tenancy.scope import operations
from mentornet.webhooks.delivery import endpoint_disabled
from mentornet.webhooks.models import WebhookEndpoint
from profiles.access.devices import note_device
from profiles.api_access.webhooks.domain import report_disabled
from profiles.institution.domain.audit import who_changed
from profiles.models import Institution, Membership, Preferences, User
from profiles.people.domain.activation import note_sign_in
from profiles.people.domain.events import UPDATED, announce_all, facts_about
from profiles.people.domain.preferences import choose_language, note_bounce
from profiles.people.emails.domain import approvals, domain_change
from profiles.people.names import domain as names
from profiles.people.staff_roles.domain import granting as staff_roles
from profiles.sign_on import log
from profiles.sign_on import receivers as sign_on
from profiles.sign_on.domain.sessions import end_sessions_of_left
from profiles.sign_on.provider.domain import changes
from profiles.signals import members_moved, membership_ended

# What mail services report, as the bounce status of an address.
TROUBLE = {
    EventType.BOUNCED: Preferences.Trouble.BOUNCED,
    EventType.REJECTED: Preferences.Trouble.BOUNCED,
    EventType.COMPLAINED: Preferences.Trouble.COMPLAINED,
    EventType.UNSUBSCRIBED: Preferences.Trouble.COMPLAINED,
}


def connect() -> None:
    """Called once at start-up."""
    approvals.connect()
    tell_who(who_changed)
    names.connect()
    domain_change.connect()
    user_logged_in.connect(note_first_sign_in, dispatch_uid="profiles.note_first_sign_in")
    changes.connect()
    user_logged_in.connect(take_over_language, dispatch_uid="profiles.take_over_language")
    user_logged_in.connect(note_device, dispatch_uid="profiles.note_device")
    log.connect()
    endpoint_disabled.connect(notify_directors, dispatch_uid="profiles.tell_directors")
    sign_on.connect()
    membership_ended.connect(sign_out, dispatch_uid="profiles.sign_out")
    membership_ended.connect(end_roles, dispatch_uid="profiles.end_roles")
    staff_roles.connect()
    membership_ended.connect(end_links, dispatch_uid="profiles.end_links")
    members_moved.connect(announce_moved, dispatch_uid="profiles.announce_moved")
    for signal in (password_changed, password_reset, password_set):
        signal.connect(end_resets, dispatch_uid="profiles.end_resets")
    tracking.connect(note_mail_trouble, dispatch_uid="profiles.note_mail_trouble")


def note_first_sign_in(sender: Any, *, user: User, **kwargs: Any) -> None:
    """Whoever signs in by a mailed code without having opened the activation link."""
    note_sign_in(user)


def take_over_language(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever has no language of their own reads on in the one chosen in the footer before."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if not user.language and is_language(chosen):
        choose_language(user, chosen)


def sign_out(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """Whoever has left is signed out everywhere, unless they belong to another institution."""
    end_sessions_of_left(membership)


def end_links(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """What was mailed to someone who has left stays void if they return."""
    ending = [purpose for purpose in Purpose if not PURPOSES[purpose].outlives_membership]
    links.revoke(purposes=ending, holder=membership)


def end_resets(sender: Any, *, user: User, **kwargs: Any) -> None:
    """A link that resets a password dies with the password that it was for."""
    links.revoke(purposes=[Purpose.RESET], holder=user)


def notify_directors(sender: Any, *, endpoint: WebhookEndpoint, **kwargs: Any) -> None:
    """Their systems have not been told of anything for days."""
    report_disabled(endpoint)


def end_roles(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """Whoever leaves has no role when they come back."""
    staff_roles.end_roles_of(membership)


def announce_moved(
    sender: Any, *, institution: Institution, members: frozenset[UUID], **kwargs: Any
) -> None:
    """Their institution's systems are told who is in another unit now."""
    people = (
        Membership.objects.of(institution)
        .filter(pk__in=members)
        .only("pk", "end_date", "external_id")
    )
    said = (
        (one.pk, facts_about(one.pk, one.state, one.external_id) | {"changed": ["unit"]})
        for one in people
    )
    announce_all(UPDATED, institution, said)


def note_mail_trouble(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Note bounces and complaints; what was opened or clicked is no one's business."""
    if trouble := TROUBLE.get(event.event_type):
        # The mail service knows addresses and no institutions.
        with operations():
            note_bounce(event.recipient or "", trouble)
