"""What all processes share for a while: counts of tries, keys of identity providers. Redis, and a table while Redis is away.

Nothing that a person does needs Redis. One that is gone or hangs is given up after SECONDS_TO_ANSWER; then the table is
used, and Redis is asked again PAUSE seconds later. Counts that stood in Redis begin anew in the table, and the other way
round: a limit can be used twice by someone who has Redis go away, and no more often.
"""

from __future__ import annotations

import base64
import logging
import pickle
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

TABLE = "mentornet_cache"
SECONDS_TO_ANSWER = 0.5
PAUSE = 5.0


def sealed_key(key: str, prefix: str, version: int) -> str:
    """Return what stands in the table for *key*: who has the table alone learns no address from which someone tried."""
    return salted_hmac("mentornet.shared_cache", f"{prefix}:{version}:{key}").hexdigest()


class TableCache(DatabaseCache):
    """Django's cache in a table, with counts of which no two are one and which keep their end."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count and return it. Raise ValueError where there is none, or it has ended."""
        made = self.make_and_validate_key(key, version=version)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {TABLE} WHERE cache_key = %s FOR UPDATE", [made])  # noqa: S608
            count = self.get(key, version=version)
            if count is None:
                raise ValueError(f"Key '{key}' not found")
            cursor.execute(
                f"UPDATE {TABLE} SET value = %s WHERE cache_key = %s",  # noqa: S608
                [self._packed(count + delta), made],
            )
        return int(count + delta)

    @staticmethod
    def _packed(value: Any) -> str:
        return base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode("latin1")


def _either(name: str) -> Callable[..., Any]:
    def method(self: SharedCache, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return getattr(super(SharedCache, self), name)(*args, **options)
            except RedisError as error:
                self.away_until = time.monotonic() + PAUSE
                logger.warning("Redis is away, counts are kept in a table meanwhile: %s", error)
        return getattr(self.table, name)(*args, **options)

    method.__name__ = name
    return method


class SharedCache(RedisCache):
    """Redis, and the table while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        limits = {"socket_timeout": SECONDS_TO_ANSWER, "socket_connect_timeout": SECONDS_TO_ANSWER}
        super().__init__(server, {**params, "OPTIONS": {**limits, **params.get("OPTIONS", {})}})
        options = {"KEY_FUNCTION": sealed_key, "OPTIONS": {"MAX_ENTRIES": 100_000}}
        self.table = TableCache(TABLE, options)
        self.away_until = float("-inf")

    add, get, set, touch = (_either(name) for name in ("add", "get", "set", "touch"))
    delete, has_key, incr = (_either(name) for name in ("delete", "has_key", "incr"))
    get_many, set_many, delete_many, clear = (
        _either(name) for name in ("get_many", "set_many", "delete_many", "clear")
    )
