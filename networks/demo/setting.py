"""What every part of the generator needs to know: whose rows, from what chance, as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from networks.demo.people import random_uuid


@dataclass(frozen=True, slots=True)
class Setting:
    """The institution that rows belong to, the seeded chance, and the day that counts as today."""

    institution: UUID
    chance: Random
    as_of: date
    lapse_days: int = 21

    @property
    def now(self) -> datetime:
        return datetime.combine(self.as_of, time(), UTC)

    def key(self) -> UUID:
        return random_uuid(self.chance)

    def days_ago(self, low: int, high: int) -> date:
        return self.as_of - timedelta(days=self.chance.randint(low, high))

    def moment(self, low: int, high: int) -> datetime:
        """A time of day between *high* and *low* days ago, in office hours of the east coast."""
        day = self.days_ago(max(low, 1), max(high, 1))
        return datetime.combine(day, time(13), UTC) + timedelta(
            minutes=self.chance.randint(0, 9 * 60)
        )
