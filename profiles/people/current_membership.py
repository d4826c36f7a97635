from collections.abc import Callable, Sequence

from allauth.account.internal.flows.login import get_authentication_records
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from mentornet.tenancy.scope import enter
from profiles.models import Membership, SignOn
from profiles.sign_on.credentials.required_factor import close_what_needs_it
from profiles.sign_on.provider.domain.requirement import Session, is_barred
from profiles.vocabulary import StaffRoleKind

SESSION_KEY = "membership"


class MembershipMiddleware:
    """Put the signed-in person's membership on the request and the reader's time zone and language in force.

    A person of several institutions acts for one at a time: the one chosen in the session, else
    the one that they used last, else the one that they joined first, and a test institution behind all real
    ones. `request.membership` and `user.current_membership` are None for everyone else, and for a session
    that was not opened by the provider which the institution requires; that one is then
    `request.sign_on_required`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership, required = _current_membership(request)
        request.membership = membership  # type: ignore[attr-defined]
        request.sign_on_required = required  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.user.current_membership = membership
        zone = (membership and membership.zone) or (
            request.user.is_authenticated and request.user.time_zone
        )
        if zone:
            timezone.activate(zone)
        else:
            timezone.deactivate()
        if language := _language(request, membership):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        # On a shared computer, “back” must not show the notes of who was signed in before.
        is_page = response.get("Content-Type", "").startswith("text/html")
        # A program that sends a token of its own is no one who is signed in.
        is_signed_in = getattr(request.user, "is_authenticated", False)
        if is_signed_in and is_page and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def _language(request: HttpRequest, membership: Membership | None) -> str:
    """Return the person's own language, else their institution's; "" to leave the browser's."""
    own: str = request.user.language if request.user.is_authenticated else ""
    if membership is None:
        return own
    chosen = own or membership.institution.language or translation.get_language()
    return membership.institution.in_own_words(chosen)


def may_try(member: Membership, own: Sequence[Membership]) -> bool:
    """Whether *member*'s place opens in this session, as far as it is in a test institution.

    Who is no test login is there as a director of the real one: with that role among *own*, the places
    that are open in this session, and for no longer.
    """
    if not member.institution.is_sandbox or member.user.is_test_login:
        return True
    return any(
        one.institution_id == member.institution.sandbox_of_id and one.holds(StaffRoleKind.DIRECTOR)
        for one in own
    )


def _current_membership(request: HttpRequest) -> tuple[Membership | None, SignOn | None]:
    if not request.user.is_authenticated:
        return None, None
    enter(person=request.user.pk)
    own = list(
        Membership.objects.current()
        .filter(user=request.user)
        .select_related("institution__sign_on__app", "unit")
        .order_by(
            F("institution__sandbox_of").asc(nulls_first=True),
            F("joined_at").asc(nulls_last=True),
            "id",
        )
    )
    for one in own:
        # The same object, so that what it knows of this session goes wherever the member goes.
        one.user = request.user
    session = Session.of(get_authentication_records(request, request.user))
    without_factor = close_what_needs_it(request, own)
    free = [
        one
        for one in own
        if one.institution_id not in without_factor and not is_barred(one, session)
    ]
    free = [one for one in free if may_try(one, free)]
    request.second_factor_required = bool(without_factor) and not free  # type: ignore[attr-defined]
    request.user.barred_institutions = frozenset(
        one.institution_id for one in own if one not in free
    )
    chosen = request.session.get(SESSION_KEY) or str(request.user.last_membership_id)
    if free:
        membership = next((one for one in free if str(one.pk) == chosen), free[0])
        enter(institution=membership.institution_id)
        return membership, None
    return None, next((one.institution.sign_on for one in own if is_barred(one, session)), None)
