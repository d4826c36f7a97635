from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from profiles.models import Membership

SESSION_KEY = "membership"


class MembershipMiddleware:
    """Put the signed-in person's membership on the request and the reader's time zone in force.

    A person of several institutions acts for one at a time: the one chosen in the session, else
    the first. `request.membership` and `user.current_membership` are None for everybody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = _current_membership(request)
        request.membership = membership  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.user.current_membership = membership
        zone = (request.user.is_authenticated and request.user.time_zone) or (
            membership and membership.institution.time_zone
        )
        if zone:
            timezone.activate(zone)
        else:
            timezone.deactivate()
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        # On a shared computer, “back” must not show the notes of who was signed in before.
        is_page = response.get("Content-Type", "").startswith("text/html")
        if request.user.is_authenticated and is_page and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def _current_membership(request: HttpRequest) -> Membership | None:
    if not request.user.is_authenticated:
        return None
    own = list(
        Membership.objects.current()
        .filter(user=request.user)
        .select_related("institution", "unit", "user")
        .order_by("start_date", "id")
    )
    chosen = request.session.get(SESSION_KEY)
    return next((one for one in own if str(one.pk) == chosen), own[0] if own else None)
