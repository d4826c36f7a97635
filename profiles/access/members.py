"""The one way in which views let people in: default is deny."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from profiles.access.reauthentication import to_second_factor
from profiles.models import Membership, User

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request that member_required let through."""

    user: User
    membership: Membership
    htmx: Any


def member_required(view: View) -> View:
    """Let current members in; others are sent to sign in, or told that their place has ended."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if sign_on := getattr(request, "sign_on_required", None):
            return redirect("profiles:sign_on_required", slug=sign_on.institution.slug)
        if getattr(request, "membership", None) is None:
            return render(request, "profiles/access/no_membership.html", status=403)
        return view(request, *args, **kwargs)

    return wrapped


def permission_required(permission: str) -> Callable[[View], View]:
    """Let in the members whom the rule *permission* (see rules.py) names; others get 403."""

    def decorate(view: View) -> View:
        @member_required
        @wraps(view)
        def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                if request.membership.roles_closed:
                    return to_second_factor(request)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
