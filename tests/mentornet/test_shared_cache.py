"""Redis gone and Redis silent: what counts on it goes on, in a table, and comes back by itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from mentornet import shared_cache
from mentornet.cache_table import CacheRow
from mentornet.shared_cache import PAUSE, SECONDS_TO_ANSWER, SharedCache
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["gone", "silent"])
def broken(request) -> Iterator[str]:
    """The address of a Redis where nobody listens, or where nobody ever answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        if request.param == "silent":
            listening.listen()
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def cache(broken: str) -> SharedCache:
    return SharedCache(broken, {})


def test_counts_go_on_in_the_table_and_keep_their_end(cache: SharedCache) -> None:
    assert cache.add("tries", 0, timeout=600)
    assert "tries" not in CacheRow.objects.get().cache_key
    ends = CacheRow.objects.get().expires
    assert [cache.incr("tries"), cache.incr("tries", 2)] == [1, 3]

    assert (cache.get("tries"), CacheRow.objects.get().expires) == (3, ends)
    assert not cache.add("tries", 0, timeout=600)
    cache.delete("tries")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("tries")
    cache.set("keys", {"a": [1]}, 60)
    assert cache.get("keys") == {"a": [1]}


def test_redis_is_asked_for_half_a_second_and_then_left_alone(
    cache: SharedCache, monkeypatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(shared_cache.time, "monotonic", lambda: now[0])
    options = cache._cache._pool_options
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (
        SECONDS_TO_ANSWER,
    ) * 2

    asked = []
    real = cache._cache.get_client
    monkeypatch.setattr(
        cache._cache, "get_client", lambda *a, **k: asked.append(1) or real(*a, **k)
    )
    for _try in range(5):
        cache.get("x")
    assert len(asked) == 1
    now[0] += PAUSE
    cache.get("x")
    assert len(asked) == 2


def test_it_comes_back_to_redis(cache: SharedCache, settings) -> None:
    settings.REDIS_URL or pytest.skip("no Redis")
    cache.set("x", "in the table", 60)
    there = SharedCache(settings.REDIS_URL, {})
    there.set("x", "in Redis", 60)

    assert (cache.get("x"), there.get("x")) == ("in the table", "in Redis")
    assert CacheRow.objects.count() == 1


def test_people_sign_in_and_are_limited_without_redis(broken: str, settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "mentornet.shared_cache.SharedCache", "LOCATION": broken}
    }
    user = MembershipFactory().user
    user.set_password("a long enough pass phrase")
    user.save()

    def sign_in(password: str) -> tuple[int, str]:
        answer = Client().post("/accounts/login/", {"login": user.email, "password": password})
        return answer.status_code, answer.content.decode()

    assert sign_in("a long enough pass phrase")[0] == 302
    said = [sign_in("not it")[1] for _try in range(7)]
    assert CacheRow.objects.exists()
    assert said[-1] != said[0]
    caches["default"].clear()
