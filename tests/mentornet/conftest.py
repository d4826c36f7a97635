"""What tests of calls to other servers have in common."""

from __future__ import annotations

import socket

import pytest


@pytest.fixture
def names(monkeypatch) -> dict[str, list[list[str]]]:
    """A name server of the test's own: what each look-up of a name answers, one after the other."""
    table: dict[str, list[list[str]]] = {}

    def look_up(host, port, *args, **more):
        answers = table.get(host) or [[host]]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise socket.gaierror("not known")
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return table
