"""The curricula that come with MentorNet [P, C]; every word of them is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

DAY, MONTH_SHORT, MONTH_LONG = 1, 28, 35


@dataclass(frozen=True)
class OutlineText:
    """A session as a curriculum describes it; `segments` are (minutes, title)."""

    title: Any
    days_after: int
    segments: tuple[tuple[int, Any], ...]
    aims: Any = ""
    preparation: Any = ""
    guide: Any = ""


@dataclass(frozen=True)
class BuiltIn:
    key: str
    name: Any
    aim: Any
    outlines: tuple[OutlineText, ...]


ARRIVE = _("Arriving: one thing since we last met")
BREAK = _("Break")
LUNCH = _("Lunch together")
CLOSE = _("Closing: what each of us takes on, and by when")
DRAFTS = _("Drafts: two of us read aloud a page, the others say what they heard")
PLANS = _("Plans in pairs: what moved, what stands in the way")

EIGHT_MONTHS = BuiltIn(
    "eight-months",
    _("Eight months: three days, then a day a month"),
    _(
        "A group that starts with three days in a row and then meets for a day each month. Everybody "
        "goes from values to goals to a plan with dates, practises the skills the plan asks for, and "
        "writes one paper to the end, read by the others at every step."
    ),
    (
        OutlineText(
            _("First day: who we are and what matters to us"),
            0,
            (
                (45, _("Welcome; why we are here and how we work")),
                (60, _("Each of us in ten minutes: a turn in my career, and who helped")),
                (15, BREAK),
                (75, _("The charter: what stays here, and what we want of each other")),
                (60, LUNCH),
                (60, _("Values: choose, rank, and tell a day on which they were met")),
                (60, _("Values in pairs: where work meets them, and where it does not")),
                (15, BREAK),
                (30, CLOSE),
            ),
            _(
                "To know each other well enough to speak openly. To agree on confidentiality. To name the values from which the goals will come."
            ),
            _(
                "Bring your self-assessment. Think of one day in the last year that was right for you, and of one that was not."
            ),
            _(
                "Speak last and least. The charter is theirs: ask what would make them hold back, and write that down. When somebody asks you for advice, ask the group first who has met the same. Watch that nobody tells more than they want to on the first day."
            ),
        ),
        OutlineText(
            _("Second day: from values to goals"),
            DAY,
            (
                (20, ARRIVE),
                (70, _("Long-term goals: five to ten years ahead, alone and then in threes")),
                (15, BREAK),
                (75, _("Short-term goals: one to five years, and what each serves")),
                (60, LUNCH),
                (75, _("The network that I have: who helps with what, and what is empty")),
                (15, BREAK),
                (60, _("Asking for help: one request, practised with a partner")),
                (30, CLOSE),
            ),
            _(
                "To write long- and short-term goals that serve one’s own values. To see whose help they need."
            ),
            _("Look at your network map, and at which goals have nobody beside them."),
            _(
                "Goals that sound like somebody else’s are worth a question: whose wish is this? Let those who have too many goals drop one aloud. A request is practised with a way to decline in it."
            ),
        ),
        OutlineText(
            _("Third day: a plan, and a paper to write"),
            DAY,
            (
                (20, ARRIVE),
                (70, _("The plan: targets, dates, and the first step within two weeks")),
                (15, BREAK),
                (60, _("Rules of authorship: who, in which order, and what if it changes")),
                (60, LUNCH),
                (75, _("The paper: each of us tells the question in three sentences")),
                (15, BREAK),
                (60, _("Writing time, alone and together in one room")),
                (45, CLOSE),
            ),
            _(
                "To leave with a plan that has dates, with rules of authorship that all agree to, and with a paper chosen."
            ),
            _(
                "Bring one idea for a paper, however rough, and a journal that you would like it to be in."
            ),
            _(
                "No project starts before the rules of authorship are agreed to by each. Look for papers that can be finished in eight months; smaller is better. Ask each for a date in the next two weeks."
            ),
        ),
        OutlineText(
            _("First monthly day: time and saying no"),
            MONTH_LONG - 2,
            (
                (30, ARRIVE),
                (75, PLANS),
                (15, BREAK),
                (75, _("Where my time goes: a week on paper, and what to stop")),
                (60, LUNCH),
                (60, _("Saying no and keeping the bridge: practised in threes")),
                (15, BREAK),
                (60, DRAFTS),
                (30, CLOSE),
            ),
            _("To see where time goes, and to practise a refusal that keeps the relationship."),
            _("Write down one week of work by the half-hour. Bring the outline of your paper."),
            _(
                "This is the month in which attendance is decided: ask those who nearly did not come what would have kept them away. Redirect every “what should I do?” to somebody who has done it."
            ),
        ),
        OutlineText(
            _("Second monthly day: difficult conversations"),
            MONTH_SHORT,
            (
                (30, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("A conversation that I put off: told, prepared, played")),
                (60, LUNCH),
                (75, DRAFTS),
                (15, BREAK),
                (45, _("Writing time")),
                (30, CLOSE),
            ),
            _(
                "To prepare one conversation that is due, and to have the first pages of the paper read."
            ),
            _("Think of a conversation that you have put off. Bring two pages of your draft."),
            _(
                "Leave names of people outside the group out. Whoever plays the other side plays them as fair as they can. Stop the play early, ask what worked before what did not."
            ),
        ),
        OutlineText(
            _("Third monthly day: negotiation"),
            MONTH_LONG,
            (
                (30, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("What I need to do my work well: interests, options, and an offer")),
                (60, LUNCH),
                (75, DRAFTS),
                (15, BREAK),
                (45, _("Halfway: what this group gives, and what it should change")),
                (30, CLOSE),
            ),
            _(
                "To prepare a negotiation for time, space or salary. To look at the group itself, halfway."
            ),
            _(
                "Write down one thing that you would ask your chief for, and what they would gain by it."
            ),
            _(
                "Halfway is the time for feedback both ways; take it without defence. Somebody who has been silent may prefer to write. Look at the charter again with the group."
            ),
        ),
        OutlineText(
            _("Fourth monthly day: leading and being led"),
            MONTH_SHORT,
            (
                (45, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("How decisions are made here: drawing the map of a place")),
                (60, LUNCH),
                (105, DRAFTS),
                (15, BREAK),
                (30, CLOSE),
            ),
            _(
                "To understand how decisions come about in one’s own place, and where one can take part."
            ),
            _(
                "Think of a decision in the last year that concerned you, and of who was in the room. Bring your methods and results."
            ),
            _(
                "Keep the map to functions and not to people. Drafts should be whole by now: where one is stuck, let the group choose the smallest next step."
            ),
        ),
        OutlineText(
            _("Fifth monthly day: work, the rest of life, and staying well"),
            MONTH_LONG,
            (
                (45, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("What gives and what takes strength: looking back at the values")),
                (60, LUNCH),
                (105, _("Drafts: the whole paper, exchanged and read in the room")),
                (15, BREAK),
                (30, CLOSE),
            ),
            _(
                "To set work beside the values of the first day, and to have the whole paper read by two peers."
            ),
            _(
                "Read what you wrote about your values on the first day. Bring the whole draft, printed twice."
            ),
            _(
                "Somebody may say that they are not well: know beforehand whom your institution has for that, and speak with them alone. Do not fill a silence."
            ),
        ),
        OutlineText(
            _("Last monthly day: what stays"),
            MONTH_SHORT,
            (
                (45, ARRIVE),
                (60, _("The plan for the next two years, read to the group")),
                (15, BREAK),
                (60, _("Papers: where each stands, and who goes with it to the end")),
                (60, LUNCH),
                (60, _("The network for what comes: whom I ask next")),
                (15, BREAK),
                (75, _("Thanks, and whether and how we go on")),
                (30, CLOSE),
            ),
            _("To leave with a plan, a paper on its way, and a decision on how the group goes on."),
            _("Bring your plan as it stands, and one sentence for each person in the group."),
            _(
                "Groups often go on without a facilitator: leave that hour to them. Confidentiality does not end with the last day; say so."
            ),
        ),
    ),
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
