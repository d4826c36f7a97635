"""One id for a request, its answer and its lines of the log."""

from __future__ import annotations

import io
import logging
import re

import pytest
from django.conf import settings as conf
from django.test import Client

from mentornet.log import SafeFormatter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/healthz", "/no-such-page", "/api/problems"])
def test_every_answer_has_an_id_of_ours_or_the_sender_s(client: Client, path: str) -> None:
    ours, theirs = client.get(path), client.get(path, headers={"x-request-id": "job-7:a.b_c"})

    assert re.fullmatch("[0-9a-f]{32}", ours["X-Request-Id"])
    assert theirs["X-Request-Id"] == "job-7:a.b_c"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a" * 10_000, "a" * 64),
        ("one two\x1b[31m<b>", "onetwo31mb"),
        ("ann@hospital.example", "annhospital.example"),
    ],
)
def test_id_is_cut_to_what_a_line_of_the_log_may_hold(client: Client, sent: str, kept: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": sent})["X-Request-Id"] == kept


def test_id_with_nothing_to_keep_is_replaced(client: Client) -> None:
    answer = client.get("/healthz", headers={"x-request-id": "\x1b \t"})

    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-Id"])


def test_log_names_the_id_of_each_request_and_none_outside(client: Client) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(SafeFormatter(conf.LOGGING["formatters"]["line"]["format"]))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        client.get("/api/v1/nothing", headers={"x-request-id": "first"})
        client.get("/no-such-page", headers={"x-request-id": "second"})
        root.warning("outside")
    finally:
        root.removeHandler(handler)

    lines = out.getvalue().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "[first] django.request: Not Found: /api/(?P<rest>[\\s\\S]*)\\Z",
        "[second] django.request: Not Found: (no such page)",
        "root: outside",
    ]
