"""How allauth behaves here: accounts come from the roster, and its mail goes through the outbox."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from mentornet.outbox import queue_rendered


class RosterAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account exists because its institution's roster names the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue codes and links like all other mail: a mail server that is away loses none."""
        request = allauth_context.request
        given = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, given | context)
        kind = template_prefix.rpartition("/")[2]
        queue_rendered(message, key=f"account:{uuid4()}", kind=kind)
