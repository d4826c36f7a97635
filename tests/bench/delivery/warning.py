"""How early the early warning warns: two simulated years of pairs, told day by day.

A simulation, not a cohort: its pairs fail as [P] describes (4 of 11 for want of time), four in five of
them slowly, one in five from one day to the next. What is measured is the rules, against that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from evaluations.check_ins.early_warning.domain.health import INTERVAL_DAYS, Facts, State, assess

START = date(2024, 1, 1)
DAYS = 730
BEFORE = 30
HORIZON = 120
FLAGGED = (State.AT_RISK, State.DORMANT)


@dataclass(frozen=True)
class Pair:
    """When they met, were missed, left a check-in unanswered; when it ended (None: it did not)."""

    cadence: str
    met: list[int]
    missed: list[int]
    silent: list[tuple[int, bool]]
    ended: int | None


def simulate(pairs: int, *, seed: int = 11) -> list[Pair]:
    """Return two years of *pairs*."""
    chance = Random(seed)
    return [_pair(chance) for _ in range(pairs)]


def _pair(chance: Random) -> Pair:
    cadence = chance.choices(list(INTERVAL_DAYS), [1, 2, 6, 1])[0]
    interval = INTERVAL_DAYS[cadence]
    fails = chance.random() < 4 / 11
    turns = chance.randrange(90, DAYS - 60) if fails else DAYS
    slow = chance.random() < 0.8
    ended = min(turns + (chance.randrange(60, 180) if slow else 0), DAYS) if fails else None
    met, missed, day, stretch = [], [], chance.expovariate(1 / 14), 1.0
    while day < (ended or DAYS):
        (missed if chance.random() < (0.35 if day > turns else 0.06) else met).append(int(day))
        if day > turns:
            stretch *= 1.7
        # Summers and grants: now and then a long gap that means nothing.
        gap = interval * chance.lognormvariate(0, 0.25) * stretch
        day += gap * (2.2 if chance.random() < 0.05 else 1)
    return Pair(
        cadence, met, missed, _check_ins(chance, met, interval, turns, ended or DAYS), ended
    )


def _check_ins(
    chance: Random, met: list[int], interval: int, turns: int, until: int
) -> list[tuple[int, bool]]:
    """The days on which they were asked, and whether both were silent (they are asked alike)."""
    asked, day, meetings = [], float(interval), sorted(met)
    while day < until:
        last = max((one for one in meetings if one <= day), default=0)
        if day - last >= interval:
            asked.append((int(day), chance.random() < (0.6 if day > turns else 0.2)))
            day += interval
        else:
            day = last + interval
    return asked


def state_on(pair: Pair, day: int) -> State:
    """What the director would have read on that day, from meetings and check-ins."""
    met = [one for one in pair.met if one <= day]
    last = met[-1] if met else -1
    facts = Facts(
        today=START + timedelta(days=day),
        started_on=START,
        cadence=pair.cadence,
        met=len(met),
        last_met=START + timedelta(days=last) if met else None,
        missed_lately=sum(last < one <= day for one in pair.missed),
        unanswered=_silent_since(pair, last, day),
    )
    return assess(facts).state


def _silent_since(pair: Pair, last: int, day: int) -> int:
    count = 0
    for asked, silent in pair.silent:
        if last < asked <= day:
            count = count + 1 if silent else 0
    return count


def main() -> None:
    """Print precision and recall, beside a rule of thumb as the baseline."""
    pairs = simulate(4_000)
    print("| rule | recall 30 days before an ending | precision within 120 days |")
    print("|---|---:|---:|")
    rules = {
        "MentorNet: at risk or dormant": lambda pair, day: state_on(pair, day) in FLAGGED,
        "baseline: no meeting in 60 days": lambda pair, day: (
            day - max((one for one in pair.met if one <= day), default=0) > 60
        ),
    }
    for name, rule in rules.items():
        ends = [pair for pair in pairs if pair.ended and pair.ended - BEFORE > 0]
        caught = sum(rule(pair, pair.ended - BEFORE) for pair in ends if pair.ended)
        flagged = right = 0
        for pair in pairs:
            for day in range(60, (pair.ended or DAYS) - 1, 30):
                if day <= DAYS - HORIZON and rule(pair, day):
                    flagged += 1
                    right += pair.ended is not None and pair.ended - day <= HORIZON
        print(f"| {name} | {caught / len(ends):.2f} | {right / flagged:.2f} |")


if __name__ == "__main__":
    main()
