"""The curricula that come with MentorNet [P, C]; every word of them is ours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.sessions.curriculum.domain.eight_months import EIGHT_MONTHS
from evaluations.sessions.curriculum.domain.outline_texts import (
    ARRIVE,
    BREAK,
    CLOSE,
    MONTH_SHORT,
    BuiltIn,
    OutlineText,
)

EVENINGS = BuiltIn(
    "evenings",
    _("Six evenings"),
    _(
        "Two hours every four weeks, for groups who cannot leave their work for a day: values and "
        "goals, one skill, one shared question each evening, and a piece of work read by peers."
    ),
    tuple(
        OutlineText(
            title,
            0 if number == 0 else MONTH_SHORT,
            ((15, ARRIVE), (middle, skill), (10, BREAK), (rest, second), (15, CLOSE)),
            aims,
            preparation,
            guide,
        )
        for number, (title, middle, skill, rest, second, aims, preparation, guide) in enumerate(
            (
                (
                    _("Who we are, and what stays here"),
                    45,
                    _("Each of us in five minutes: where I stand, and what I hope for"),
                    35,
                    _("The charter: what stays here, and what we want of each other"),
                    _("To know each other, and to agree on confidentiality."),
                    _("Think of what would make these evenings worth your time."),
                    _(
                        "Keep the time of each round yourself on this evening; pass that on at the next."
                    ),
                ),
                (
                    _("Values and goals"),
                    45,
                    _("Values: choose, rank, and find the one that work serves least"),
                    35,
                    _("One long-term goal, and two short-term goals that lead there"),
                    _("To derive goals from one’s own values."),
                    _("Bring your self-assessment."),
                    _("Ask of each goal whose wish it is."),
                ),
                (
                    _("A plan and a network"),
                    40,
                    _("The plan: targets with dates for one goal"),
                    40,
                    _("The network: who helps with it, and one request practised"),
                    _("To have one goal with dates and with people beside it."),
                    _("Look at your network map."),
                    _("A request that is practised has a way to decline in it."),
                ),
                (
                    _("Time, and saying no"),
                    40,
                    _("Where my week goes, and what to stop"),
                    40,
                    _("A refusal that keeps the bridge, practised in pairs"),
                    _("To win two hours a week for what matters."),
                    _("Write down one week of work by the half-hour."),
                    _("Ask at the next evening what became of the two hours."),
                ),
                (
                    _("A piece of work, read by peers"),
                    40,
                    _("First piece: the author listens, the others say what they understood"),
                    40,
                    _("Second piece, in the same way"),
                    _("To get and to give feedback that helps with the next version."),
                    _("Two of you send two pages a week before; the others read them."),
                    _("What was understood comes before what is wrong."),
                ),
                (
                    _("What stays"),
                    40,
                    _("Each plan in five minutes: what moved, what comes next"),
                    40,
                    _("Thanks, and whether and how we go on"),
                    _("To see what has changed, and to decide how the group goes on."),
                    _("Bring your plan as it stands."),
                    _("Leave the last half-hour to the group."),
                ),
            )
        )
    ),
)

CASE = _("A case of ours: told without names, asked about, thought over by all")
MENTORS = BuiltIn(
    "mentors",
    _("For mentors: five sessions"),
    _(
        "For mentors among themselves: one skill each time, and a case from their own mentoring. What "
        "mentors value most is each other, so half of every session is theirs."
    ),
    tuple(
        OutlineText(
            title,
            0 if number == 0 else MONTH_SHORT,
            ((15, ARRIVE), (50, skill), (10, BREAK), (35, CASE), (10, CLOSE)),
            aims,
            preparation,
            guide,
        )
        for number, (title, skill, aims, preparation, guide) in enumerate(
            (
                (
                    _("What a mentor is for, and is not"),
                    _("Seven roles: which I fill, which I do not, and whom I know for those"),
                    _("To know which roles one offers, and to send protégés on for the others."),
                    _(
                        "Look at your mentor offer, and at how many people you have promised time to."
                    ),
                    _(
                        "A mentor need not be everything. Ask each for a colleague they would refer to. Protégés are never named here: agree on that first."
                    ),
                ),
                (
                    _("Listening and asking"),
                    _("In threes: ten minutes of questions alone, no advice; the third one counts"),
                    _("To help somebody to think, before telling them what to do."),
                    _("Notice in one meeting how long it takes until you give your first advice."),
                    _(
                        "Who counts names the questions that opened something. Change the parts twice."
                    ),
                ),
                (
                    _("Beginning well: goals and agreements"),
                    _(
                        "From a protégé’s goal to an agreement: how often, how fast, what counts as progress"
                    ),
                    _("To begin with what both want, in words that both remember."),
                    _("Bring an agreement of yours, or the lack of one."),
                    _(
                        "Ask of each agreement: would both notice if it were broken? Early in a career people want direction, later a sounding board."
                    ),
                ),
                (
                    _("Feedback, both ways"),
                    _("A hard thing said well: prepared alone, said to a partner, said again"),
                    _("To say what is hard to say, and to ask for the same."),
                    _("Ask one protégé what you should do more of, and what less."),
                    _(
                        "Those who supervise the person as well face two loyalties: name that. First what was heard, then what could be said otherwise."
                    ),
                ),
                (
                    _("What goes wrong, and how it ends"),
                    _(
                        "Too little time, too much dependence, a copy of oneself, whose credit: signs and first steps"
                    ),
                    _("To see early what goes wrong, and to end a relationship without blame."),
                    _("Think of a mentoring relationship that faded. What was the first sign?"),
                    _(
                        "An ending without fault is an ending that went well. Remind everybody of the confidential route for serious concerns. Leave the last minutes to whether this group goes on."
                    ),
                ),
            )
        )
    ),
)

BUILT_IN = {one.key: one for one in (EIGHT_MONTHS, EVENINGS, MENTORS)}
