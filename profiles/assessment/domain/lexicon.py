"""Which words of a goal or a challenge point to which mentoring need. Our own list.

Each entry: the beginnings of words (a space stands for any space), and the area and role that
help with what they speak of. The areas are those of [C]; the roles those of [C, after Tobin].
"""

import re
from dataclasses import dataclass

from profiles.vocabulary import Area, MentorRole


@dataclass(frozen=True)
class Entry:
    area: Area
    role: MentorRole
    pattern: re.Pattern[str]


def _entry(area: Area, role: MentorRole, *beginnings: str) -> Entry:
    words = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in beginnings)
    return Entry(area, role, re.compile(rf"\b(?:{words})\w*", re.IGNORECASE))


LEXICON: tuple[Entry, ...] = (
    _entry(
        Area.CAREER, MentorRole.ADVISOR,
        "promot", "tenure", "career path", "career move", "next position", "associate professor",
        "full professor", "which direction", "change of direction", "job offer", "new job",
    ),
    _entry(
        Area.RESEARCH, MentorRole.COACH,
        "grant", "funding", "R01", "R21", "K08", "K23", "K award", "career award", "manuscript",
        "paper", "publish", "publication", "first author", "write", "writing", "specific aims",
    ),
    _entry(
        Area.RESEARCH, MentorRole.TEACHER,
        "statistic", "data analys", "analysis", "study design", "trial", "method", "cohort",
        "qualitative", "systematic review", "epidemiolog",
    ),
    _entry(
        Area.RESEARCH, MentorRole.ADVISOR,
        "research program", "own lab", "my lab", "a lab", "independent investigator",
        "research question", "research line",
    ),
    _entry(
        Area.TEACHING, MentorRole.TEACHER,
        "teach", "curricul", "lectur", "course", "medical student", "resident", "trainee",
        "simulation", "assessment of learners", "educat",
    ),
    _entry(
        Area.CLINICAL, MentorRole.TEACHER,
        "clinic", "service line", "quality improvement", "patient safety", "procedur",
        "new program", "build a program", "start a program", "care pathway",
    ),
    _entry(
        Area.LEADERSHIP, MentorRole.ROLE_MODEL,
        "lead", "division chief", "director", "department chair", "committee", "run a team",
        "run the team", "manage people", "supervis",
    ),
    _entry(
        Area.LEADERSHIP, MentorRole.COACH,
        "negotiat", "salary", "contract", "budget", "conflict", "difficult conversation",
        "delegat", "politic",
    ),
    _entry(
        Area.NETWORKING, MentorRole.SPONSOR,
        "network", "visib", "invited talk", "national", "international", "society",
        "introduc", "reputation", "known for", "keynote", "nominat", "award",
    ),
    _entry(
        Area.NETWORKING, MentorRole.TEACHER,
        "collaborat", "connection", "contacts",
    ),
    _entry(
        Area.BALANCE, MentorRole.ROLE_MODEL,
        "balance", "family", "child", "parent", "partner", "evening", "weekend", "part time",
        "part-time", "leave", "health", "vacation",
    ),
    _entry(
        Area.BALANCE, MentorRole.AGENT,
        "overload", "too many", "too much", "protected time", "interrupt", "saying no",
        "say no", "demands", "workload", "no time", "burnout", "burn out", "exhaust",
    ),
    _entry(
        Area.GROWTH, MentorRole.CONFIDANT,
        "confiden", "imposter", "impostor", "shy", "self-doubt", "doubt", "afraid", "anxious",
        "lonely", "isolat", "trust",
    ),
    _entry(
        Area.GROWTH, MentorRole.COACH,
        "procrastinat", "perfection", "time management", "organis", "organiz", "feedback",
        "public speaking", "presentation", "priorit", "deadline", "focus",
    ),
)  # fmt: skip


def areas_in(text: str) -> tuple[Area, ...]:
    """Return the areas that *text* speaks of, each once, in the lexicon's order."""
    found = (entry.area for entry in LEXICON if entry.pattern.search(text))
    return tuple(dict.fromkeys(found))
