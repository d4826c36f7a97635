"""How allauth behaves here: accounts come from the roster."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class RosterAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account exists because its institution's roster names the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
