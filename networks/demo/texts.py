"""What the people of the made-up school wrote: goals, needs, requests, replies. `{topic}` is theirs."""

VALUES = (
    "Curiosity",
    "Fairness",
    "Generosity",
    "Honesty",
    "Independence",
    "Kindness under pressure",
    "Craft",
    "Community",
    "Teaching the next person",
    "Time for family",
    "Rigour",
    "Courage to say no",
)
MISSIONS = (
    "To make {topic} something that every patient of ours can count on, not only the lucky ones.",
    "To train doctors who stay curious about {topic} long after the examination.",
    "To ask good questions about {topic} and to answer a few of them properly.",
    "To look after patients well and to leave the service in better order than I found it.",
    "To bring {topic} out of the specialist clinic and into ordinary practice.",
    "To build a small, honest research group around {topic}.",
    "To be the colleague whom a resident calls at two in the morning, and is glad to have called.",
)
SUCCESS = (
    "Work that I would still choose on a Monday in February, and home by dinner most days.",
    "Two or three people whom I trained doing better work on {topic} than I do.",
    "Promotion on the strength of teaching, without having to pretend to be somebody else.",
    "An independent award for {topic}, and a team that would follow me to the next one.",
    "A clinic that runs without heroics.",
    "That our results on {topic} changed what people do, even in one other hospital.",
)
FITS = (
    "My children are small now; the next three years must leave two evenings a week free.",
    "We want to stay in this town, so the plan has to work here.",
    "I keep Fridays for writing and Saturday mornings for the choir; both make me better at the rest.",
    "My parents need more of me each year, so travel has to be worth it.",
    "Running keeps me sane. The goals below fit if I stop saying yes to every committee.",
)
STRENGTHS = (
    "Explaining hard things simply. Calm in a crisis. I finish what I start.",
    "Seeing patterns in messy numbers, and saying so kindly.",
    "Bringing people together who would not have met.",
    "Bedside teaching; patients tell me things.",
    "I write quickly once I know what I think.",
    "Building a process that goes on working when I am away.",
)
ENERGISED = (
    "A morning of rounds with curious students; the first draft of anything.",
    "A new set of results about {topic}, before anybody else has seen it.",
    "Helping a junior colleague to find the question in their question.",
    "Designing a course from nothing.",
)
CHALLENGES = (
    "I say yes too quickly. I put off hard conversations.",
    "Statistics beyond the basics. Asking for money.",
    "Finishing manuscripts when the clinic is full.",
    "Speaking up in meetings where everybody is senior to me.",
    "Delegating: it seems quicker to do it myself, and never is.",
)
DRAINED = (
    "Inbox evenings; forms that ask the same question three times.",
    "Committees without an end date.",
    "Rewriting the same grant section for the fourth time alone.",
)
HELPS = (
    "Short, regular meetings with an agenda. Deadlines that somebody else knows of.",
    "Written comments first, then a talk. I think better on a walk.",
    "Direct criticism, early. Mornings.",
    "Knowing why a thing matters before being told how to do it.",
)
HINDERS = (
    "Being paged out of every second meeting. Goals that move.",
    "Vague praise. Last-minute changes of plan.",
    "Open-plan noise, and meetings that could have been a note.",
)
QUALITIES = (
    "Says what they think, keeps what they hear, turns up.",
    "Generous with credit; a sense of humour.",
    "Takes my question seriously, even the naive one.",
    "Has failed at something and talks about it.",
)
PARTS = {
    "core_values": VALUES,
    "mission": MISSIONS,
    "success": SUCCESS,
    "personal_goals_fit": FITS,
    "strengths": STRENGTHS,
    "energised_by": ENERGISED,
    "challenges": CHALLENGES,
    "drained_by": DRAINED,
    "helps": HELPS,
    "hinders": HINDERS,
    "qualities": QUALITIES,
}

SHORT_GOALS = (
    "Submit a career development award on {topic}",
    "Publish the two {topic} papers that are half written",
    "Run the {topic} clinic as its lead, with a written protocol",
    "Redesign the residents' teaching on {topic} and measure what changes",
    "Be first author on one paper and last author on another",
    "Finish the master's course in clinical research",
    "Present our {topic} work at the national meeting",
    "Learn enough biostatistics to argue with my statistician",
    "Get protected time of one day a week, in writing",
    "Start a quality improvement project on {topic} with two residents",
    "Take over the clerkship for one block a year",
    "Build a patient advisory group for {topic}",
)
LONG_GOALS = (
    "Lead an independent research group on {topic}",
    "Be promoted to the next rank with a portfolio that I am proud of",
    "Direct the fellowship programme",
    "Sit on the guideline panel for {topic}",
    "Found a regional network for {topic}",
    "Become the person the dean asks about teaching",
    "Write the book on {topic} that I wished I had had",
    "Chair a department that people want to join",
)
PERSONAL_GOALS = (
    "Have dinner at home four evenings a week",
    "Take the full parental leave without apologising for it",
    "Learn Portuguese well enough for my in-laws",
    "Run a half marathon, slowly",
    "One week each year wholly offline",
    "Keep playing the cello with other people",
    "Be there for my father's move",
)
TARGETS = (
    "Outline agreed with a mentor",
    "First draft to two readers",
    "Ethics approval in hand",
    "Pilot with ten patients",
    "Talk given to the division",
    "Specific aims page finished",
    "Letter of support from the chair",
    "Budget on one page",
    "Abstract submitted",
    "Three examples from other schools collected",
)
NOTES = {
    "progress": (
        "Went better than I feared: a clear yes, and a date.",
        "The outline is done and two people have read it.",
        "First numbers are in. They point the way we hoped.",
        "Found a partner for this in another department.",
    ),
    "difficulty": (
        "No free half-day since the rota changed.",
        "I do not know whom to ask about the budget.",
        "The analysis is beyond me; I need an hour with a methodologist.",
    ),
    "setback": (
        "Not funded this time. The reviews are useful, once one has calmed down.",
        "Our coordinator left, and recruitment with her.",
    ),
}
NEED_NOTES = {
    "career": ("What does promotion on my track really ask for?", "Stay here or look around?", ""),
    "research": (
        "Somebody who has held an award like the one I want.",
        "Analysis: I am stuck between two designs.",
        "An honest reader for first drafts.",
        "",
    ),
    "teaching": (
        "How to teach and still be home by seven.",
        "Turning a course into scholarship.",
        "",
    ),
    "clinical": ("Building a clinic from nothing: staffing, numbers, politics.", ""),
    "leadership": (
        "How to lead people who were my friends last year.",
        "Negotiating protected time without making enemies.",
        "",
    ),
    "networking": (
        "I know nobody outside this building.",
        "Invitations to speak do not reach me.",
        "",
    ),
    "balance": ("Two careers, two children, one car.", "Saying no, and having it stick.", ""),
    "growth": ("Less afraid of the blank page.", "Becoming somebody who delegates.", ""),
}
REQUESTS = (
    "I am writing my first application on {topic} and would value your eye on the aims page. "
    "You have sat on both sides of that table.",
    "I have just taken over a small team and have never led anybody before. Could I talk with you "
    "every month or so, for half a year, about what I run into?",
    "Your talk on {topic} made me rethink our project. Would you read our two-page plan and tell me "
    "where it will break?",
    "I would like to be promoted on teaching, and nobody in my division has been. How did you do it?",
    "I come back from leave in spring, at three quarters of my time. You have done that; I would "
    "like to learn what you would do again and what you would not.",
    "I know hardly anybody outside our school who works on {topic}. Could you introduce me to one "
    "or two people, and tell me which meetings are worth the trip?",
)
FIRST_STEPS = (
    "Half an hour over coffee, whenever suits you this month.",
    "One video call; I will send two pages beforehand.",
    "A walk after the Wednesday conference?",
    "I send you the draft; you send back three comments, no more.",
)
WAYS_OUT = (
    "If this is not the time, a short no is quite all right. You need give no reason.",
    "Should you be full, I would be just as glad of a name.",
    "Please feel free to decline. I admire your work either way.",
)
ACCEPTS = (
    "With pleasure. Send me the draft and two dates.",
    "Gladly: I wish somebody had read mine.",
    "Yes. Thursdays after clinic are best.",
    "",
)
DECLINES = (
    "I would do it badly this year, with the new unit opening. Do ask me again next autumn.",
    "Thank you for asking. I am at my limit and would not give you what you deserve.",
    "",
)
REFERRALS = (
    "This is closer to my colleague's work than to mine, and they are good company.",
    "I am full, but I know somebody who would be better at this than I am.",
)
CANNOT_OFFER = (
    "I am no help with laboratory budgets.",
    "No letters for people I have not worked with.",
    "Nothing after six in the evening.",
    "I cannot help with promotion on the tenure line: I never walked it.",
)
