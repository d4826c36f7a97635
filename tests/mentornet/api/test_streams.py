"""Who does not read a stream holds one thread, for a while: no other one's, and not for ever."""

from __future__ import annotations

import gc
import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from gunicorn.util import write_chunk

from mentornet.api import export, streams
from mentornet.wsgi import application
from profiles.models import Membership
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api


def as_gunicorn_does(api: Api, ours: socket.socket) -> str:
    """Answer a request over the socket *ours* in this thread, as a thread of gunicorn would."""
    environ = RequestFactory().get(
        "/api/v1/export?resources=members", headers={"authorization": f"Bearer {api.token}"}
    ).environ | {"gunicorn.socket": ours}
    status = ""

    def start(said: str, *_more: Any) -> None:
        nonlocal status
        status = said

    answer = application(environ, start)
    try:
        for chunk in answer:
            write_chunk(ours, chunk)
    finally:
        answer.close()
        connection.close()
        ours.close()
    return status


@contextmanager
def not_read() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection with little room, of which no one reads the far one."""
    ours, far = socket.socketpair()
    for end in (ours, far):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    try:
        yield ours, far
    finally:
        far.close()


@pytest.mark.django_db(transaction=True)
def test_who_does_not_read_holds_one_thread_and_no_other_ones(monkeypatch, settings) -> None:
    settings.WEB_THREADS = 8
    monkeypatch.setattr(export, "PORTION", 5)
    schools = InstitutionFactory.create_batch(3)
    for school in schools:
        MembershipFactory.create_batch(100, institution=school)
    here, there, third = (Api(school) for school in schools)
    ask = "/export?resources=members"

    with ThreadPoolExecutor(2) as pool, not_read() as slow, not_read() as slower:
        stuck: list[Future[str]] = []
        for api, (ours, far) in ((here, slow), (there, slower)):
            stuck.append(pool.submit(as_gunicorn_does, api, ours))
            assert far.recv(1)  # it has begun
        # One at a time of an institution, two in a process of eight threads; all else goes on.
        for api in (here, third):
            refused = api.get(ask)
            assert (refused.status_code, refused.json()["code"]) == (503, "export_busy")
            assert refused["Retry-After"] == "30"
        assert here.get("/units").status_code == third.get("/units").status_code == 200
        assert slow[0].gettimeout() == slower[0].gettimeout() == streams.DEADLINE
        for _ours, far in (slow, slower):
            far.close()
        for one in stuck:
            assert isinstance(one.exception(), OSError)

    assert streams._under_way == {}
    assert third.get(ask).getvalue().endswith(b'{"rows":100}\n')


@pytest.mark.django_db(transaction=True)
def test_who_does_not_read_is_cut_off(monkeypatch) -> None:
    monkeypatch.setattr(streams, "DEADLINE", 0.2)
    monkeypatch.setattr(export, "PORTION", 5)
    api = Api(InstitutionFactory())
    MembershipFactory.create_batch(100, institution=api.client.institution)

    with ThreadPoolExecutor(1) as pool, not_read() as (ours, _far):
        stuck = pool.submit(as_gunicorn_does, api, ours)
        assert isinstance(stuck.exception(), TimeoutError)

    assert streams._under_way == {}
    assert api.get("/export?resources=members").status_code == 200


@pytest.mark.django_db  # closing an answer looks at the connections of its thread
def test_a_place_is_free_again_however_its_stream_ends(rf: RequestFactory) -> None:
    """Read, failed, closed, thrown away unread; and an end that comes late takes no one else's."""
    here = uuid4()

    def begun(lines: Iterator[bytes]) -> StreamingHttpResponse:
        return streams.stream(
            rf.get("/"), lines, institution_id=here, content_type="application/x-ndjson"
        )

    def fails() -> Iterator[bytes]:
        yield b"1"
        raise ValueError

    read = begun(iter([b"1", b"2"]))
    with pytest.raises(streams.StreamsTaken):
        begun(iter([]))
    assert b"".join(read) == b"12"  # and not closed
    failed = begun(fails())
    with pytest.raises(ValueError):
        list(failed)
    closed = begun(fails())
    assert next(iter(closed)) == b"1"
    closed.close()
    thrown_away = begun(fails())
    thrown_away.itself = thrown_away  # as whoever keeps it in a circle: the collector finds it
    del thrown_away
    gc.collect()

    held = begun(iter([b"1"]))
    for late in (read, failed, closed):
        late.close()
    with pytest.raises(streams.StreamsTaken):
        begun(iter([]))
    held.close()
    assert streams._under_way == {}


@pytest.mark.django_db
def test_a_stream_that_was_cut_off_goes_on_behind_its_last_cursor(monkeypatch) -> None:
    monkeypatch.setattr(export, "PORTION", 3)
    api = Api(InstitutionFactory())
    MembershipFactory.create_batch(7, institution=api.client.institution)

    def read(query: str = "") -> list[dict[str, Any]]:
        answer = api.get(f"/export?resources=units,members{query}")
        return [json.loads(line) for line in answer.getvalue().splitlines()]

    whole = read()
    cursors = [line["cursor"] for line in whole if "cursor" in line]
    ids = [line["id"] for line in whole if "id" in line]
    assert {str(pk) for pk in Membership.objects.values_list("pk", flat=True)} <= set(ids)
    for cursor in cursors:
        place = next(n for n, line in enumerate(whole) if line.get("cursor") == cursor)
        MembershipFactory(institution=api.client.institution)
        head, *rows, last = read(f"&cursor={cursor}")
        assert head == whole[0]
        assert [line["id"] for line in rows][: len(ids) - place] == ids[place:]
        assert last == {"rows": len(rows)}
    for wrong in ("x", cursors[0][:-6], cursors[-1]):
        only = api.get(f"/export?resources=units&cursor={wrong}")
        assert only.status_code == 400
        assert only.json()["errors"][0]["parameter"] == "cursor"
