"""What holds before a route is found: methods, lengths, and what is compressed."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from django.test import Client

from mentornet.webhooks.models import WebhookEndpoint
from profiles.models import Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api, person, signed_in

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


def code(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer["Content-Type"], answer.json()["code"]


TOO_LARGE = (413, "application/problem+json", "too_large")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/units"),
        ("POST", "/members"),
        ("PUT", "/members/external/F1"),
        ("PUT", "/members/bulk"),
        ("PATCH", "/members/0a2f2f54-6a0e-4f6c-9b6d-3f0a1a1f7c11"),
    ],
)
def test_body_of_30_mb_is_refused_as_too_large(api: Api, method: str, path: str) -> None:
    body = b'{"name": "' + b"a" * 30 * MB + b'"}'

    assert code(api.call(method, path, body)) == TOO_LARGE
    assert code(api.call(method, path, body, idempotency_key="k")) == TOO_LARGE


@pytest.mark.parametrize("path", ["/api/oauth/token", "/api/oauth/revoke"])
def test_form_of_30_mb_is_refused_as_too_large(path: str) -> None:
    form = b"grant_type=" + b"a" * 30 * MB

    answer = Client().post(path, form, content_type="application/x-www-form-urlencoded")

    assert code(answer) == TOO_LARGE


def test_bulk_takes_what_it_promises(api: Api) -> None:
    """Over the 2.5 MB that the framework reads of a body by itself."""
    members = [person(number, specialty="x" * 200) for number in range(9_000)]

    answer = api.put("/members/bulk?dry_run=true", {"members": members})

    assert len(json.dumps(members)) > 2.5 * MB
    assert answer.status_code == 202


@pytest.mark.parametrize("path", ["/api/v1/units", "/api/nothing", "/api/oauth/token", "/api/docs"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO"])
def test_method_that_no_one_takes_is_a_problem(method: str, path: str) -> None:
    answer = Client().generic(method, path)

    assert code(answer) == (405, "application/problem+json", "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


def test_pages_echo_no_request() -> None:
    assert Client().generic("TRACE", "/healthz").status_code == 405
    assert Client().options("/api/docs").status_code == 405


def test_body_without_a_length_is_refused_and_not_taken_for_none(api: Api) -> None:
    answer = api.call("POST", "/units", transfer_encoding="chunked")

    assert code(answer) == (411, "application/problem+json", "length_required")


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def test_body_may_be_compressed(api: Api) -> None:
    one = api.post("/units", zipped(b'{"name": "Surgery"}'), content_encoding="gzip")
    many = zipped(lines(person(1)) + b"\n") + zipped(lines(person(2)))
    sent = api.put("/members/bulk", many, content_type=LINES, content_encoding="gzip")

    assert (one.status_code, one.json()["name"]) == (201, "Surgery")
    assert done(api, sent)["counts"]["added"] == 2


@pytest.mark.parametrize("path", ["/units", "/members/bulk"])
def test_bomb_is_refused_before_it_is_inflated(api: Api, path: str) -> None:
    bomb = zipped(b"[" + b" " * 200 * MB + b"]")
    method = "PUT" if path.endswith("bulk") else "POST"
    tracemalloc.start()
    answer = api.call(method, path, bomb, content_encoding="gzip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(bomb) < MB
    assert code(answer) == TOO_LARGE
    assert peak < 40 * MB


@pytest.mark.parametrize(
    "body", [b"nothing of the kind", zipped(b'{"name": "Surgery"}')[:-9], zlib.compress(b"{}")]
)
def test_what_cannot_be_inflated_is_refused(api: Api, body: bytes) -> None:
    answer = api.post("/units", body, content_encoding="gzip")

    assert code(answer) == (400, "application/problem+json", "parse_error")


def test_body_that_costs_more_the_longer_it_is_holds_up_no_one(api: Api) -> None:
    """A name said twice behind 90,000 others, and 50,000 members of nothing: each took minutes of processor."""
    names = ",".join(f'"k{number}":1' for number in range(90_000))
    began = time.process_time()
    twice = api.post("/units", "{" + names + ',"z":1,"z":1}')
    empty = zipped(b"") * 50_000
    nothing = api.post("/units", empty, content_encoding="gzip")
    unknown = api.post("/units", "{" + names + "}")

    assert time.process_time() - began < 20
    assert "“z” is there twice" in twice.json()["detail"]
    assert nothing.status_code == 400
    assert unknown.status_code == 422


def test_other_encoding_is_refused_with_what_is_taken(api: Api) -> None:
    answer = api.post("/units", b"{}", content_encoding="br")

    assert code(answer) == (415, "application/problem+json", "unsupported_encoding")
    assert answer["Accept-Encoding"] == "gzip"


def test_answer_is_compressed_for_a_client_who_takes_it(api: Api) -> None:
    UnitFactory.create_batch(30, institution=api.client.institution)

    plain = api.get("/units")
    small = api.get("/units", accept_encoding="gzip")

    assert plain.get("Content-Encoding") is None
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content)
    assert "Accept-Encoding" in small["Vary"]
    assert "Accept-Encoding" in plain["Vary"]


def test_tag_of_a_compressed_answer_is_its_own_and_holds(api: Api) -> None:
    unit = UnitFactory(institution=api.client.institution, name="a" * 200)
    path = f"/units/{unit.pk}?fields=id,name"
    plain, small = api.get(path)["ETag"], api.get(path, accept_encoding="gzip")["ETag"]
    whole = api.get(f"/units/{unit.pk}", accept_encoding="gzip")["ETag"]

    same = api.get(path, accept_encoding="gzip", if_none_match=small)
    changed = api.patch(f"/units/{unit.pk}", {"name": "b"}, if_match=whole)
    late = api.patch(f"/units/{unit.pk}", {"name": "c"}, if_match=whole)

    assert small == plain.removesuffix('"') + '-gzip"'
    assert (same.status_code, same["ETag"]) == (304, small)
    assert (changed.status_code, late.status_code) == (200, 412)
    assert Unit.objects.get().name == "b"


def test_nothing_is_compressed_for_a_browser_and_no_secret_for_anyone(
    api: Api, settings: Any
) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    here = api.client.institution
    UnitFactory.create_batch(30, institution=here)
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    api.post("/webhooks", {"url": "https://127.0.0.1/in", "events": ["*"]})
    secret = f"/webhooks/{WebhookEndpoint.objects.get().pk}/secret"
    browser = signed_in(director)

    answers = [
        browser.get("/api/v1/units", headers={"accept-encoding": "gzip"}),
        browser.get("/dashboard/", headers={"accept-encoding": "gzip"}),
        api.get(secret, accept_encoding="gzip"),
    ]

    assert [one.status_code for one in answers] == [200] * 3
    assert [one.get("Content-Encoding") for one in answers] == [None] * 3


def test_wrong_token_is_named_and_a_missing_one_is_not(api: Api) -> None:
    missing = Client().get("/api/v1/units")
    api.token = "wrong"
    wrong = api.get("/units")

    assert (missing.status_code, missing["WWW-Authenticate"]) == (401, 'Bearer realm="MentorNet"')
    assert wrong.status_code == 401
    assert wrong["WWW-Authenticate"] == 'Bearer realm="MentorNet", error="invalid_token"'
