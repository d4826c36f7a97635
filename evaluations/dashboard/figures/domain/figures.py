"""The figures of the dashboard: each with its months, for one reader.

*Operational* ones count what the reader may list by name, through `directed_by`, and are live.
*Confidential* ones are read from what was published or counted once, and only by those who read the
whole institution: next to a part of it, the whole would tell of the rest. An analyst lists no one, and so
reads confidential ones alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from evaluations.check_ins.domain.counts import answered_by_month
from evaluations.dashboard.figures.domain.activation import activation_of
from evaluations.dashboard.figures.domain.programs import steps_of
from evaluations.dashboard.figures.domain.relationships import MonthOfPairs, history_of
from evaluations.dashboard.figures.domain.trend import Line, Month, Trend, Value, last_months
from evaluations.gaps.domain.readers import reads_whole
from evaluations.gaps.domain.report import TREND_MEASURES, Share, build_report
from evaluations.gaps.labels import SHORT
from matching.models import Program
from mentornet.moments import number, short_month
from profiles.models import Institution, Membership

HIDDEN = gettext_lazy("not shown")


@dataclass
class Reader:
    """Someone at the dashboard, and what they may count: what is counted once is counted for all figures."""

    member: Membership

    @property
    def institution(self) -> Institution:
        return self.member.institution

    @cached_property
    def is_for_all(self) -> bool:
        """Whether the reader directs the whole institution."""
        directed = Institution.objects.directed_by(self.member.user)
        return directed.filter(pk=self.member.institution_id).exists()

    @cached_property
    def runs_programs(self) -> bool:
        """Whether the reader may list the people behind operational figures; an analyst lists no one."""
        return self.member.runs_programs

    @cached_property
    def reads_whole(self) -> bool:
        """Whether the reader reads what is published of the whole institution."""
        return self.is_for_all or reads_whole(self.member)

    @cached_property
    def months(self) -> list[Month]:
        return last_months(self.institution.local_date())

    @cached_property
    def pairs(self) -> list[tuple[Month, MonthOfPairs]]:
        programs = Program.objects.directed_by(self.member.user).of(self.institution)
        found = history_of(self.institution, programs, self.months)
        return [(one, found[one.first]) for one in self.months]


def trends_of(reader: Reader) -> list[Trend]:
    """Return all figures that *reader* may see, in their order. 15 queries for any number of people."""
    return [made for build in BUILDERS.values() if (made := build(reader)) is not None]


def trend_of(reader: Reader, key: str) -> Trend | None:
    """Return one figure; None where there is none of that name, or the reader may not see it."""
    build = BUILDERS.get(key)
    return build(reader) if build else None


def _relationships(reader: Reader) -> Trend | None:
    if not reader.runs_programs:
        return None
    return Trend(
        "relationships",
        _("Active relationships"),
        _("Mentoring pairs that your programs made, at the end of each month."),
        (_("Active"),),
        [Line(short_month(one.last), (_count(row.active),)) for one, row in reader.pairs],
    )


def _changes(reader: Reader) -> Trend | None:
    if not reader.runs_programs:
        return None
    return Trend(
        "changes",
        _("New and ended relationships"),
        _("Pairs of your programs that started or ended in each month."),
        (_("New"), _("Ended")),
        [
            Line(short_month(one.last), (_count(row.new), _count(row.ended)))
            for one, row in reader.pairs
        ],
    )


def _rhythm(reader: Reader) -> Trend | None:
    if not reader.runs_programs:
        return None
    return Trend(
        "rhythm",
        _("Met as often as they agreed"),
        _(
            "Active pairs of your programs that met within their agreed interval, plus half of it. "
            "New pairs count once they have had that long."
        ),
        (_("Met in time"), _("Active long enough")),
        [
            Line(short_month(one.last), (_count(row.in_rhythm), _count(row.settled)))
            for one, row in reader.pairs
        ],
    )


def _programs(reader: Reader) -> Trend | None:
    if not reader.runs_programs:
        return None
    programs = Program.objects.directed_by(reader.member.user).of(reader.institution)
    return Trend(
        "programs",
        _("From enrolled to meeting, by program"),
        _("Mentees and group members in your newest open programs, as of today."),
        (
            pgettext("people", "Enrolled"),
            pgettext("people", "Matched"),
            pgettext("people", "Meeting"),
        ),
        [
            Line(one.program.name, (_count(one.enrolled), _count(one.matched), _count(one.meeting)))
            for one in steps_of(programs)
        ],
        is_bars=True,
    )


def _activation(reader: Reader) -> Trend | None:
    if not reader.is_for_all:
        return None
    people = Membership.objects.current().of(reader.institution)
    total, active = activation_of(people, reader.months, reader.institution.zone)
    return Trend(
        "activation",
        _("Activated accounts"),
        _(
            "Of the people who are here now: how many had activated their account by each month’s end."
        ),
        (_("Activated"), _("People here now")),
        [
            Line(short_month(one.last), (_count(active[one.first]), _count(total)))
            for one in reader.months
        ],
    )


def _mentored(reader: Reader) -> Trend | None:
    if not reader.reads_whole:
        return None
    report = build_report(reader.institution)
    lines = report.trend if report else []
    return Trend(
        "mentored",
        _("With a mentor, a network, or a peer"),
        _("Everyone here, as published. Read from the first report of each month."),
        tuple(SHORT[name] for name in TREND_MEASURES),
        [
            Line(short_month(day), tuple(_share(shares[name]) for name in TREND_MEASURES))
            for day, shares in lines
        ],
        is_confidential=True,
        as_of=report.day if report else None,
        percent=True,
    )


def _check_ins(reader: Reader) -> Trend | None:
    if not reader.is_for_all:
        return None
    return Trend(
        "check-ins",
        _("Check-ins answered"),
        _(
            "People in pairs of programs who answered when they were asked if they met. Each month is counted "
            "once, when it is over."
        ),
        (_("Answered"), pgettext("people", "Asked")),
        [
            Line(short_month(one.begins), (_count(one.answered), _count(one.asked)))
            for one in answered_by_month(reader.institution)
        ],
        is_confidential=True,
    )


def _count(value: int | None) -> Value:
    return Value(value, number(value) if value is not None else str(HIDDEN))


def _share(share: Share) -> Value:
    if share.count is None or share.percent is None:
        return Value(None, str(HIDDEN))
    told = _("%(count)s of %(total)s (%(percent)s%%)")
    return Value(
        share.percent,
        told
        % {
            "count": number(share.count),
            "total": number(share.of),
            "percent": number(share.percent),
        },
    )


BUILDERS: dict[str, Callable[[Reader], Trend | None]] = {
    "relationships": _relationships,
    "rhythm": _rhythm,
    "changes": _changes,
    "programs": _programs,
    "mentored": _mentored,
    "check-ins": _check_ins,
    "activation": _activation,
}
