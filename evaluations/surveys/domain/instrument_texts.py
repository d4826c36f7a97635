"""The instruments that come with MentorNet: short, and every word of them is ours.

They ask for what the field measures (domain.md, Evaluation): access to mentoring and its quality,
the network, satisfaction, exhaustion, community, support, the wish to stay, confidence, output.
Published instruments are licensed; a director who holds a licence loads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

AGREE = (
    _("Not at all true"),
    _("Rather not true"),
    _("In between"),
    _("Rather true"),
    _("Entirely true"),
)
OFTEN = (_("Never"), _("Seldom"), _("At times"), _("Often"), _("Nearly always"))
SURE = (
    _("Not at all sure"),
    _("A little sure"),
    _("Fairly sure"),
    _("Sure"),
    _("So sure that I could show others"),
)
YES_NO = (_("No"), _("Yes"))


@dataclass(frozen=True)
class ItemText:
    """A question; without labels it asks for a number from 0 to `highest`."""

    text: Any
    part: Any = ""
    labels: tuple[Any, ...] = AGREE
    lowest: int = 1
    highest: int = 0
    turned: bool = False


@dataclass(frozen=True)
class BuiltInInstrument:
    key: str
    name: Any
    about: Any
    items: tuple[ItemText, ...]


ACCESS, QUALITY, NETWORK = _("Access"), _("Quality"), _("Network")
MENTORING = BuiltInInstrument(
    "mentoring",
    _("How I am mentored"),
    _("Eleven questions, about two minutes: whom you have, how good it is, what is missing."),
    (
        ItemText(_("Is there at least one person whom you call a mentor?"), "", YES_NO, 0),
        ItemText(_("When I need advice about my career, I know whom to ask."), ACCESS),
        ItemText(_("Those who mentor me find time for me."), ACCESS),
        ItemText(_("I hesitate to ask for mentoring."), ACCESS, turned=True),
        ItemText(_("Those who mentor me understand what I want to achieve."), QUALITY),
        ItemText(_("I can speak openly with at least one of them."), QUALITY),
        ItemText(_("What we agree on is followed up."), QUALITY),
        ItemText(_("Those who mentor me open doors for me."), QUALITY),
        ItemText(_("Together, my mentors cover what I need."), NETWORK),
        ItemText(_("I have peers with whom I think about my career."), NETWORK),
        ItemText(
            _("If one person left, much of my mentoring would be gone."), NETWORK, turned=True
        ),
    ),
)

SATISFACTION, EXHAUSTION = _("Satisfaction"), _("Exhaustion")
COMMUNITY, SUPPORT, STAYING = _("Community"), _("Support"), _("Staying")
WORK = BuiltInInstrument(
    "work",
    _("My work, and whether I stay"),
    _("Twelve questions, about two minutes: how work feels, and whether it holds you here."),
    (
        ItemText(_("All in all I like my work."), SATISFACTION),
        ItemText(_("My work fits what matters to me."), SATISFACTION),
        ItemText(_("I see how I can develop here."), SATISFACTION),
        ItemText(_("After a day of work I have nothing left to give."), EXHAUSTION, OFTEN),
        ItemText(_("I start the day already tired of it."), EXHAUSTION, OFTEN),
        ItemText(_("I recover well between days of work."), EXHAUSTION, OFTEN, turned=True),
        ItemText(_("I belong to the people I work with."), COMMUNITY),
        ItemText(_("Colleagues here want each other to succeed."), COMMUNITY),
        ItemText(_("This institution does something for my development."), SUPPORT),
        ItemText(_("What I contribute is noticed here."), SUPPORT),
        ItemText(_("I expect to be here in two years."), STAYING),
        ItemText(
            _("I have thought seriously of leaving in the last months."), STAYING, turned=True
        ),
    ),
)

CONFIDENCE = _("Confidence")
MENTOR_CONFIDENCE = BuiltInInstrument(
    "mentor-confidence",
    _("How sure I am as a mentor"),
    _("Eight questions, about a minute, for those who mentor: before and after a skills program."),
    tuple(
        ItemText(text, CONFIDENCE, SURE)
        for text in (
            _("Helping somebody say what they want of their career"),
            _("Agreeing on what each side expects"),
            _("Listening without solving at once"),
            _("Saying what is hard to hear, so that it helps"),
            _("Mentoring somebody whose life differs much from mine"),
            _("Sending somebody to another mentor for what I cannot give"),
            _("Speaking for somebody when they are not in the room"),
            _("Ending well what has run its course"),
        )
    ),
)

OUTPUT = BuiltInInstrument(
    "year",
    _("The past twelve months in numbers"),
    _("Six numbers, about a minute: what you did in the past twelve months, roughly."),
    tuple(
        ItemText(text, "", (), 0, highest)
        for text, highest in (
            (_("Papers submitted, as an author"), 100),
            (_("Papers accepted, as an author"), 100),
            (_("Grants applied for"), 50),
            (_("Grants received"), 50),
            (_("Talks given outside the institution"), 100),
            (_("Hours with mentors, all together"), 500),
        )
    ),
)

YEAR_LATER = BuiltInInstrument(
    "year-later",
    _("A year after your program"),
    _("Three questions, less than a minute: what is left of it a year later."),
    (
        ItemText(_("I still turn to people whom I met in the program."), labels=OFTEN),
        ItemText(_("What I planned in the program has carried me through this year.")),
        ItemText(_("I would tell a colleague to take part.")),
    ),
)

BUILT_IN = {one.key: one for one in (MENTORING, WORK, MENTOR_CONFIDENCE, OUTPUT, YEAR_LATER)}
