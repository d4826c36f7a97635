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
        "For groups that cannot take a day off: two hours every four weeks. Covers values "
        "and goals, one skill and one shared question each evening, and feedback from peers"
        " on a piece of work."
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
                    _("Five minutes each: where I am now, and what I hope for"),
                    35,
                    _("Group agreement: what stays here, and what we expect from each other"),
                    _("Get to know each other and agree on confidentiality."),
                    _("Think about what would make these evenings worth your time."),
                    _(
                        "Keep time for each round yourself this evening. Hand this over at "
                        "the next session."
                    ),
                ),
                (
                    _("Values and goals"),
                    45,
                    _("Values: choose them, rank them, and find the one that work supports least"),
                    35,
                    _("One long-term goal, and two short-term goals that lead to it"),
                    _("Set goals based on your own values."),
                    _("Bring your self-assessment."),
                    _("For each goal, ask: who wants this?"),
                ),
                (
                    _("A plan and a network"),
                    40,
                    _("The plan: targets with dates for one goal"),
                    40,
                    _("The network: who helps with this goal, and one request to practice"),
                    _("Have one goal with dates and with people who will help."),
                    _("Look at your network map."),
                    _("A practiced request should leave room to say no."),
                ),
                (
                    _("Time, and saying no"),
                    40,
                    _("Where my week goes, and what to stop"),
                    40,
                    _("Saying no without burning bridges: practice in pairs"),
                    _("Free up two hours a week for what matters."),
                    _("Write down one week of work in half-hour blocks."),
                    _("At the next session, ask what happened to the two hours."),
                ),
                (
                    _("A piece of work, read by peers"),
                    40,
                    _("First piece: the author listens while the others say what they understood"),
                    40,
                    _("Second piece: same way"),
                    _("Get and give feedback that helps with the next version."),
                    _("Two of you send two pages a week ahead. The others read them."),
                    _("Start with what people understood, then what is wrong."),
                ),
                (
                    _("What stays with us"),
                    40,
                    _("Five minutes per plan: what moved forward, and what comes next"),
                    40,
                    _("Thanks, and whether and how we continue"),
                    _("See what has changed, and decide how the group continues."),
                    _("Bring your current plan."),
                    _("Leave the last 30 minutes to the group."),
                ),
            )
        )
    ),
)

CASE = _("One of our cases: told without names, then questions, then everyone’s thoughts")
MENTORS = BuiltIn(
    "mentors",
    _("For mentors: five sessions"),
    _(
        "For mentors to learn together: one skill each time, and a case from their own "
        "mentoring. Mentors value each other most, so half of every session is theirs."
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
                    _("What a mentor does, and does not do"),
                    _(
                        "Seven roles: which ones I fill, which I don’t, and who I know for the "
                        "others"
                    ),
                    _("Know which roles you offer, and refer mentees to others for the rest."),
                    _(
                        "Look at your mentor profile, and at how many people you have "
                        "promised time to."
                    ),
                    _(
                        "A mentor does not have to be everything. Ask each person to name a"
                        " colleague they would refer to. First agree that no one names "
                        "their mentees here."
                    ),
                ),
                (
                    _("Listening and asking"),
                    _(
                        "In groups of three: ten minutes of questions only, no advice; the "
                        "third person counts"
                    ),
                    _("Help someone think before you tell them what to do."),
                    _(
                        "In one meeting, notice how long it takes until you give your first "
                        "piece of advice."
                    ),
                    _(
                        "The person who counts names the questions that opened something "
                        "up. Switch roles twice."
                    ),
                ),
                (
                    _("A good start: goals and agreements"),
                    _(
                        "From a mentee’s goal to an agreement: how often, how fast, and "
                        "what counts as progress"
                    ),
                    _("Start with what both people want, in words that both will remember."),
                    _("Bring one of your agreements, or a case where you have none."),
                    _(
                        "For each agreement, ask: would both people notice if it were "
                        "broken? Early in a career, people want direction. Later, they want"
                        " a sounding board."
                    ),
                ),
                (
                    _("Feedback in both directions"),
                    _("Saying a hard thing well: prepare alone, say it to a partner, say it again"),
                    _("Say what is hard to say, and ask for the same."),
                    _("Ask one mentee what you should do more of, and what you should do less of."),
                    _(
                        "People who also supervise their mentee have two loyalties. Name "
                        "that. Start with what was heard, then what could be said "
                        "differently."
                    ),
                ),
                (
                    _("What goes wrong, and how it ends"),
                    _(
                        "Too little time, too much dependence, making a copy of yourself, "
                        "who gets credit: signs and first steps"
                    ),
                    _("Notice early what goes wrong, and end a relationship without blame."),
                    _("Think of a mentoring relationship that faded. What was the first sign?"),
                    _(
                        "An ending without blame is a good ending. Remind everyone that "
                        "there is a confidential way to report serious concerns. Use the "
                        "last minutes to decide whether this group continues."
                    ),
                ),
            )
        )
    ),
)

BUILT_IN = {one.key: one for one in (EIGHT_MONTHS, EVENINGS, MENTORS)}
