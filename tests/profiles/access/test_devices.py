"""The cookie by which a browser is known again, across versions of MentorNet."""

from django.core import signing
from django.test import RequestFactory

from profiles.access.devices import COOKIE, SALT, _read


def test_cookie_of_an_earlier_version_is_read():
    request = RequestFactory().get("/")
    cookie = signing.dumps(["device", ["mark"]], salt="profiles.sign_on.devices")
    request.COOKIES[COOKIE] = cookie

    assert _read(request) == ("device", ["mark"])
    assert SALT == "profiles.sign_on.devices"
