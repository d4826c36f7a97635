"""The instruments that come with MentorNet: short, and every word of them is ours.

They ask for what the field measures (domain.md, Evaluation): access to mentoring and its quality,
the network, satisfaction, exhaustion, community, support, the wish to stay, confidence, output.
Published instruments are licensed; a director who holds a license adds them.

An institution asks with its own copy, made at the first time and never changed: a new wording here
reaches those who have no copy yet, and answers stay comparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

AGREE = (
    _("Not at all true"),
    _("Mostly not true"),
    _("In between"),
    _("Mostly true"),
    _("Completely true"),
)
OFTEN = (_("Never"), _("Rarely"), _("Sometimes"), _("Often"), _("Almost always"))
SURE = (
    _("Not at all sure"),
    _("A little sure"),
    _("Fairly sure"),
    _("Sure"),
    _("Sure enough to teach others"),
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
    _("Eleven questions, about two minutes: who mentors you, how well it works, what is missing."),
    (
        ItemText(_("Is there at least one person you call a mentor?"), "", YES_NO, 0),
        ItemText(_("When I need career advice, I know who to ask."), ACCESS),
        ItemText(_("My mentors make time for me."), ACCESS),
        ItemText(_("I hesitate to ask for mentoring."), ACCESS, turned=True),
        ItemText(_("My mentors understand what I want to achieve."), QUALITY),
        ItemText(_("I can speak openly with at least one of my mentors."), QUALITY),
        ItemText(_("We follow up on what we agree on."), QUALITY),
        ItemText(_("My mentors open doors for me."), QUALITY),
        ItemText(_("Together, my mentors cover what I need."), NETWORK),
        ItemText(_("I have peers I can talk to about my career."), NETWORK),
        ItemText(_("If one person left, I would lose much of my mentoring."), NETWORK, turned=True),
    ),
)

SATISFACTION, EXHAUSTION = _("Satisfaction"), _("Exhaustion")
COMMUNITY, SUPPORT, STAYING = _("Community"), _("Support"), _("Staying")
WORK = BuiltInInstrument(
    "work",
    _("My work, and whether I stay"),
    _("Twelve questions, about two minutes: how you feel at work and whether you plan to stay."),
    (
        ItemText(_("Overall, I like my work."), SATISFACTION),
        ItemText(_("My work fits what matters to me."), SATISFACTION),
        ItemText(_("I can see how to grow here."), SATISFACTION),
        ItemText(_("After a workday, I have nothing left to give."), EXHAUSTION, OFTEN),
        ItemText(_("I start the day already tired of work."), EXHAUSTION, OFTEN),
        ItemText(_("I recover well between workdays."), EXHAUSTION, OFTEN, turned=True),
        ItemText(_("I feel that I belong with the people I work with."), COMMUNITY),
        ItemText(_("Colleagues here want each other to succeed."), COMMUNITY),
        ItemText(_("This institution supports my development."), SUPPORT),
        ItemText(_("What I contribute is noticed here."), SUPPORT),
        ItemText(_("I expect to be here in two years."), STAYING),
        ItemText(
            _("In recent months, I have seriously thought about leaving."), STAYING, turned=True
        ),
    ),
)

CONFIDENCE = _("Confidence")
MENTOR_CONFIDENCE = BuiltInInstrument(
    "mentor-confidence",
    _("How sure I am as a mentor"),
    _("Eight questions, about a minute, for mentors before and after a skills program."),
    tuple(
        ItemText(text, CONFIDENCE, SURE)
        for text in (
            _("Helping someone say what they want from their career"),
            _("Agreeing on what each of us expects"),
            _("Listening without solving the problem right away"),
            _("Saying hard things in a way that helps"),
            _("Mentoring someone with a life very different from mine"),
            _("Sending someone to another mentor for what I cannot give"),
            _("Speaking up for someone who is not in the room"),
            _("Ending a mentoring relationship well when it has run its course"),
        )
    ),
)

OUTPUT = BuiltInInstrument(
    "year",
    _("The past twelve months in numbers"),
    _("Six numbers, about a minute: roughly what you did in the past twelve months."),
    tuple(
        ItemText(text, "", (), 0, highest)
        for text, highest in (
            (_("Papers submitted, as an author"), 100),
            (_("Papers accepted, as an author"), 100),
            (_("Grants applied for"), 50),
            (_("Grants received"), 50),
            (_("Talks given outside the institution"), 100),
            (_("Hours with mentors, in total"), 500),
        )
    ),
)

YEAR_LATER = BuiltInInstrument(
    "year-later",
    _("A year after your program"),
    _("Three questions, less than a minute: what the program still gives you a year later."),
    (
        ItemText(_("I still turn to people I met in the program."), labels=OFTEN),
        ItemText(_("What I planned in the program has guided me this year.")),
        ItemText(_("I would recommend the program to a colleague.")),
    ),
)

BUILT_IN = {one.key: one for one in (MENTORING, WORK, MENTOR_CONFIDENCE, OUTPUT, YEAR_LATER)}
