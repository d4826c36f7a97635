"""A director's trial of the sign-on: to the provider and back, with a report in place of a sign-in.

What is tried is the connection as it will be: the proposal, where one waits for a second person.
Whether an answer belongs to a trial is decided once, when the connection to check it with is chosen,
and goes with it: an answer that was checked with a proposal can never sign anyone in.
"""

from __future__ import annotations

import copy
from typing import Any

from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest

from profiles.models import SignOn

TESTING = "sign_on_testing"


def begin_trial(request: HttpRequest, sign_on: SignOn) -> None:
    request.session[TESTING] = {"sign_on": str(sign_on.pk), "app": sign_on.app_id}


def end_trial(request: HttpRequest) -> None:
    request.session.pop(TESTING, None)


def tried_app(request: HttpRequest, app: SocialApp) -> tuple[SocialApp, bool]:
    """Return the connection with which this request is made, and whether it is a trial."""
    noted: Any = request.session.get(TESTING)
    if not isinstance(noted, dict) or noted.get("app") != app.pk:
        return app, False
    sign_on = SignOn.objects.filter(pk=noted["sign_on"], app=app).first()
    proposal = sign_on.proposal if sign_on else None
    return (as_proposed(app, proposal) if proposal else app), True


def as_proposed(app: SocialApp, proposal: dict[str, Any]) -> SocialApp:
    """Return a copy of *app* as *proposal* wants it; never to be saved."""
    copied = copy.copy(app)
    copied.name, copied.client_id = proposal["name"], proposal["client_id"]
    copied.settings = copy.deepcopy(proposal["settings"])
    return copied
