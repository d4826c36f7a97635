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
    _("Eight months: three days, then one day a month"),
    _(
        "For groups that start with three days in a row and then meet for one day each "
        "month. Everyone moves from values to goals to a plan with dates. They practice the"
        " skills they need and finish one paper, with feedback from the group at every "
        "step."
    ),
    (
        OutlineText(
            _("Day 1: who we are and what matters to us"),
            0,
            (
                (45, _("Welcome: why we are here and how we work")),
                (60, _("Ten minutes each: a turning point in my career, and who helped")),
                (15, BREAK),
                (75, _("Group agreement: what stays here, and what we expect from each other")),
                (60, LUNCH),
                (60, _("Values: choose them, rank them, and describe a day when you lived them")),
                (60, _("Values in pairs: where work fits them, and where it does not")),
                (15, BREAK),
                (30, CLOSE),
            ),
            _(
                "Get to know each other well enough to speak openly. Agree on "
                "confidentiality. Name the values that will guide your goals."
            ),
            _(
                "Bring your self-assessment. Think of one day in the last year that felt "
                "right for you, and one that did not."
            ),
            _(
                "Speak last and least. The agreement belongs to the group: ask what would "
                "make them hold back, and write it down. When someone asks you for advice, "
                "first ask who in the group has faced the same thing. Make sure no one "
                "shares more than they want to on the first day."
            ),
        ),
        OutlineText(
            _("Day 2: from values to goals"),
            DAY,
            (
                (20, ARRIVE),
                (
                    70,
                    _(
                        "Long-term goals: five to ten years ahead, alone and then in groups of "
                        "three"
                    ),
                ),
                (15, BREAK),
                (
                    75,
                    _(
                        "Short-term goals: one to five years ahead, and which long-term goal each "
                        "supports"
                    ),
                ),
                (60, LUNCH),
                (75, _("My network today: who helps with what, and where the gaps are")),
                (15, BREAK),
                (60, _("Asking for help: practice one request with a partner")),
                (30, CLOSE),
            ),
            _(
                "Write long-term and short-term goals that fit your own values. See who can"
                " help you."
            ),
            _("Look at your network map. Which goals have no one to help with them?"),
            _(
                "If a goal sounds like someone else’s, ask: who wants this? Let people with"
                " too many goals drop one out loud. A practiced request should leave room "
                "to say no."
            ),
        ),
        OutlineText(
            _("Day 3: a plan, and a paper to write"),
            DAY,
            (
                (20, ARRIVE),
                (70, _("The plan: targets, dates, and a first step within two weeks")),
                (15, BREAK),
                (60, _("Authorship rules: who, in what order, and what if something changes")),
                (60, LUNCH),
                (75, _("The paper: each of us states the question in three sentences")),
                (15, BREAK),
                (60, _("Writing time: alone, together in one room")),
                (45, CLOSE),
            ),
            _(
                "Leave with a plan that has dates, authorship rules that everyone agrees "
                "to, and a chosen paper."
            ),
            _(
                "Bring one idea for a paper, even a rough one, and a journal you would like"
                " to publish it in."
            ),
            _(
                "No project starts until everyone agrees to the authorship rules. Look for "
                "papers that can be finished in eight months. Smaller is better. Ask each "
                "person for a date in the next two weeks."
            ),
        ),
        OutlineText(
            _("Monthly day 1: time and saying no"),
            MONTH_LONG - 2,
            (
                (30, ARRIVE),
                (75, PLANS),
                (15, BREAK),
                (75, _("Where my time goes: one week on paper, and what to stop")),
                (60, LUNCH),
                (60, _("Saying no without burning bridges: practice in groups of three")),
                (15, BREAK),
                (60, DRAFTS),
                (30, CLOSE),
            ),
            _("See where your time goes, and practice saying no while keeping the relationship."),
            _("Write down one week of work in half-hour blocks. Bring the outline of your paper."),
            _(
                "Attendance is decided this month. Ask people who almost did not come what "
                "nearly kept them away. When someone asks “What should I do?”, turn to a "
                "person who has done it."
            ),
        ),
        OutlineText(
            _("Monthly day 2: difficult conversations"),
            MONTH_SHORT,
            (
                (30, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("A conversation I have put off: describe it, prepare it, role-play it")),
                (60, LUNCH),
                (75, DRAFTS),
                (15, BREAK),
                (45, _("Writing time")),
                (30, CLOSE),
            ),
            _(
                "Prepare one conversation you need to have, and get feedback on the first "
                "pages of your paper."
            ),
            _("Think of a conversation you have put off. Bring two pages of your draft."),
            _(
                "Leave out the names of people outside the group. The person who plays the "
                "other side should play them fairly. Stop the role-play early. Ask what "
                "worked before you ask what did not."
            ),
        ),
        OutlineText(
            _("Monthly day 3: negotiation"),
            MONTH_LONG,
            (
                (30, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("What I need to do my work well: interests, options, and an offer")),
                (60, LUNCH),
                (75, DRAFTS),
                (15, BREAK),
                (45, _("Halfway: what this group gives us, and what to change")),
                (30, CLOSE),
            ),
            _(
                "Prepare a negotiation about time, space, or salary. Review the group at "
                "the halfway point."
            ),
            _(
                "Write down one thing you would ask your chief for, and what they would "
                "gain from it."
            ),
            _(
                "Halfway is the time for feedback in both directions. Take it without "
                "defending yourself. Someone who has been quiet may prefer to write. Review"
                " the group agreement together."
            ),
        ),
        OutlineText(
            _("Monthly day 4: leading and being led"),
            MONTH_SHORT,
            (
                (45, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("How decisions are made here: map your workplace")),
                (60, LUNCH),
                (105, DRAFTS),
                (15, BREAK),
                (30, CLOSE),
            ),
            _("Understand how decisions are made where you work, and where you can take part."),
            _(
                "Think of a decision in the last year that affected you, and who was in the"
                " room. Bring your methods and results."
            ),
            _(
                "Map roles, not people. Drafts should be complete by now. If someone is "
                "stuck, let the group choose the smallest next step."
            ),
        ),
        OutlineText(
            _("Monthly day 5: work, the rest of life, and staying well"),
            MONTH_LONG,
            (
                (45, ARRIVE),
                (60, PLANS),
                (15, BREAK),
                (90, _("What gives me energy and what drains it: looking back at our values")),
                (60, LUNCH),
                (105, _("Drafts: trade whole papers and read them in the room")),
                (15, BREAK),
                (30, CLOSE),
            ),
            _(
                "Compare your work with your values from day 1, and have two peers read "
                "your whole paper."
            ),
            _(
                "Read what you wrote about your values on day 1. Bring two printed copies "
                "of your whole draft."
            ),
            _(
                "Someone may say that they are not doing well. Know in advance who at your "
                "institution can help, and talk with the person alone. Do not rush to fill "
                "a silence."
            ),
        ),
        OutlineText(
            _("Last monthly day: what stays with us"),
            MONTH_SHORT,
            (
                (45, ARRIVE),
                (60, _("My plan for the next two years, read to the group")),
                (15, BREAK),
                (60, _("Papers: where each one is, and who will see it through")),
                (60, LUNCH),
                (60, _("My network for the future: who I will ask next")),
                (15, BREAK),
                (75, _("Thanks, and whether and how we continue")),
                (30, CLOSE),
            ),
            _("Leave with a plan, a paper in progress, and a decision on how the group continues."),
            _("Bring your current plan, and one sentence for each person in the group."),
            _(
                "Groups often continue without a facilitator, so leave that hour to them. "
                "Remind everyone that confidentiality does not end with the last day."
            ),
        ),
    ),
)
