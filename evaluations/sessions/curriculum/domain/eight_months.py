"""Eight full days, a month apart: a group that writes plans and papers together [P, C]; our own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.sessions.curriculum.domain.outline_texts import (
    ARRIVE,
    BREAK,
    CLOSE,
    DAY,
    DRAFTS,
    LUNCH,
    MONTH_LONG,
    MONTH_SHORT,
    PLANS,
    BuiltIn,
    OutlineText,
)

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
