"""The eight parts of the self-assessment [C, fig. 1]: what each asks, and how each is read.

Pure: parts and their fields are described once, here; the forms, the review, the printed
version, the comparison and the sharing all read from it. `content` is the frozen form of all
parts that `assessment/domain/writing.py` makes: {"1": {"mission": "…"}, "2": {"goals": […]}, …}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mentornet import moments
from profiles.vocabulary import Area, MentorRole, Priority

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True)
class Question:
    """One field of free text: its name on SelfAssessment and what the person reads."""

    name: str
    label: Words
    prompt: Words


@dataclass(frozen=True)
class Part:
    number: int
    slug: str
    title: Words
    lead: Words
    questions: tuple[Question, ...] = ()
    goal_horizons: tuple[str, ...] = ()
    has_needs: bool = False

    @property
    def key(self) -> str:
        """How the part is named in stored content, whose JSON keys are text."""
        return str(self.number)


@dataclass(frozen=True)
class Passage:
    """A piece of a submitted part as it is read: a heading and its text."""

    key: str
    label: Words
    text: str


HORIZON_LABEL: dict[str, Words] = {
    "short": _("Short-term goal"),
    "long": _("Long-term goal"),
    "personal": _("Personal goal"),
}

PARTS: tuple[Part, ...] = (
    Part(
        1,
        "framework",
        _("What guides you"),
        _("Start with what matters to you. Everything else can build on it."),
        (
            Question(
                "core_values",
                _("Core values"),
                _("What would you not give up, even for a better position? One per line is fine."),
            ),
            Question(
                "mission",
                _("Mission"),
                _("In a sentence or two: what is your work for, and who does it serve?"),
            ),
            Question(
                "success",
                _("My own definition of success"),
                _(
                    "In ten years, how would you know that it went well? Your view, not the "
                    "committee’s."
                ),
            ),
        ),
    ),
    Part(
        2,
        "professional-goals",
        _("Professional goals"),
        _("Some goals for the years ahead. Rough ones are welcome. You can sharpen them later."),
        goal_horizons=("short", "long"),
    ),
    Part(
        3,
        "personal-goals",
        _("Personal goals and how they fit"),
        _("Work is one part of a life. What else do you want these years to hold?"),
        (
            Question(
                "personal_goals_fit",
                _("How they fit with my work"),
                _(
                    "Where do your personal and professional goals help each other? Where do they "
                    "pull apart?"
                ),
            ),
        ),
        goal_horizons=("personal",),
    ),
    Part(
        4,
        "strengths",
        _("Strengths and challenges"),
        _("Be as fair to yourself as you would be to a colleague."),
        (
            Question("strengths", _("I do this well"), _("What do people come to you for?")),
            Question(
                "energised_by",
                _("This gives me energy"),
                _("What kind of work leaves you more awake than before?"),
            ),
            Question(
                "challenges", _("I find this hard"), _("What takes you longer than it should?")
            ),
            Question(
                "drained_by",
                _("This bores or drains me"),
                _("What do you put off until the last minute?"),
            ),
        ),
    ),
    Part(
        5,
        "needs",
        _("Mentoring needs"),
        _(
            "Where would someone else’s experience help? We use this to find the gaps in your "
            "network."
        ),
        has_needs=True,
    ),
    Part(
        6,
        "helps",
        _("What helps me work well"),
        _("This helps a mentor work with you the way that suits you best."),
        (
            Question(
                "helps",
                _("What helps"),
                _("What motivates you? How do you like to talk things over? Do deadlines help?"),
            ),
        ),
    ),
    Part(
        7,
        "hinders",
        _("What makes work harder"),
        _("Small things count. They are often the easiest to change."),
        (
            Question(
                "hinders",
                _("What gets in the way"),
                _("Think of interruptions, unspoken expectations, or how your week is set up."),
            ),
        ),
    ),
    Part(
        8,
        "qualities",
        _("Qualities I value in colleagues"),
        _("This helps you spot the right people."),
        (
            Question(
                "qualities",
                _("What I value"),
                _("Think of someone you liked working with. What were they like?"),
            ),
        ),
    ),
)

PART_BY_SLUG: dict[str, Part] = {part.slug: part for part in PARTS}
PART_BY_NUMBER: dict[int, Part] = {part.number: part for part in PARTS}
TEXT_FIELDS: tuple[str, ...] = tuple(question.name for part in PARTS for question in part.questions)


def read_part(part: Part, content: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Return what *content* says in *part*, in reading order, without the empty fields."""
    answers = content.get(part.key, {})
    goals = tuple(_read_goal(goal) for goal in answers.get("goals", ()))
    texts = tuple(
        Passage(question.name, str(question.label), answers[question.name])
        for question in part.questions
        if answers.get(question.name)
    )
    needs = tuple(_read_need(need) for need in answers.get("needs", ()))
    return goals + texts + needs


def _read_goal(goal: Mapping[str, Any]) -> Passage:
    lines = [goal["text"]]
    if goal["value_served"]:
        lines.append(str(_("Value: %s") % goal["value_served"]))
    if goal["target_date"]:
        lines.append(str(_("By %s") % day_words(goal["target_date"])))
    for target in goal["targets"]:
        line = f"– {target['text']}"
        if target["reached_on"]:
            words = {"step": line, "day": day_words(target["reached_on"])}
            line = str(_("%(step)s (reached %(day)s)") % words)
        elif target["due_date"]:
            words = {"step": line, "day": day_words(target["due_date"])}
            line = str(_("%(step)s (by %(day)s)") % words)
        lines.append(line)
    return Passage(f"goal:{goal['id']}", str(HORIZON_LABEL[goal["horizon"]]), "\n".join(lines))


def _read_need(need: Mapping[str, Any]) -> Passage:
    label = str(Area(need["area"]).label)
    if need["role"]:
        label += f" · {MentorRole(need['role']).label}"
    lines = [str(_("Priority: %s") % Priority(need["priority"]).label)]
    if need["note"]:
        lines.append(need["note"])
    return Passage(f"need:{need['area']}:{need['role']}", label, "\n".join(lines))


def day_words(iso: str) -> str:
    """Return a stored day (year-month-day) as people read it."""
    return moments.day(date.fromisoformat(iso))
