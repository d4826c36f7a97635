"""Self-assessments at every stage: not begun, begun, nearly whole, submitted once or over years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model

from networks.demo.people import Person
from networks.demo.setting import Setting
from networks.demo.texts import (
    LONG_GOALS,
    NEED_NOTES,
    NOTES,
    PARTS,
    PERSONAL_GOALS,
    SHORT_GOALS,
    TARGETS,
    VALUES,
)
from profiles.assessment.domain import parts
from profiles.models import (
    AssessmentVersion,
    Goal,
    GoalNote,
    GoalTarget,
    Need,
    PartSharing,
    SelfAssessment,
)
from profiles.vocabulary import Area, Audience, MentorRole

# Of all current people: none, begun, nearly whole, submitted once, submitted several times.
DEPTH_WEIGHTS = {0: 55, 1: 12, 2: 13, 3: 13, 4: 7}
GOALS = {
    Goal.Horizon.SHORT: SHORT_GOALS,
    Goal.Horizon.LONG: LONG_GOALS,
    Goal.Horizon.PERSONAL: PERSONAL_GOALS,
}


@dataclass(slots=True)
class Assessed:
    """The rows of one person's self-assessment."""

    assessment: SelfAssessment
    goals: list[Goal] = field(default_factory=list)
    targets: list[GoalTarget] = field(default_factory=list)
    notes: list[GoalNote] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    versions: list[AssessmentVersion] = field(default_factory=list)
    sharings: list[PartSharing] = field(default_factory=list)

    def rows(self) -> list[Model]:
        return [
            self.assessment,
            *self.goals,
            *self.targets,
            *self.notes,
            *self.needs,
            *self.versions,
            *self.sharings,
        ]


def chosen_depth(setting: Setting) -> int:
    """How far somebody has come with the self-assessment; 0 is not begun."""
    return setting.chance.choices(list(DEPTH_WEIGHTS), list(DEPTH_WEIGHTS.values()))[0]


def assess(
    setting: Setting,
    person: Person,
    *,
    depth: int,
    needs: Sequence[tuple[str, str, int]] | None = None,
) -> Assessed:
    """The self-assessment of *person* at this *depth* (1 begun to 4 submitted several times).

    *needs* (area, role, priority) are drawn by chance where none are given.
    """
    assessed = Assessed(_texts(setting, person, depth=depth))
    if depth >= 2 or setting.chance.random() < 0.4:
        _add_goals(setting, person, assessed, depth=depth)
    if depth >= 2:
        wanted = _drawn_needs(setting) if needs is None else needs
        assessed.needs = [_need(setting, person, *need) for need in wanted]
    if depth >= 3:
        count = 1 if depth == 3 else setting.chance.randint(2, 3)
        assessed.versions = _versions(setting, person, assessed, count=count)
        assessed.sharings = _sharings(setting, person)
    return assessed


def _texts(setting: Setting, person: Person, *, depth: int) -> SelfAssessment:
    chance = setting.chance
    topic = (person.topics or ("my field",))[0]
    early = ("core_values", "mission", "success")
    answers = {}
    for name, choices in PARTS.items():
        filled = name in early[: chance.randint(1, 3)] if depth == 1 else True
        if depth == 2:
            filled = chance.random() < 0.7
        if not filled:
            answers[name] = ""
        elif name == "core_values":
            answers[name] = "\n".join(chance.sample(choices, chance.randint(2, 4)))
        else:
            answers[name] = chance.choice(choices).format(topic=topic)
    return SelfAssessment(
        id=setting.key(),
        institution_id=setting.institution,
        member_id=person.id,
        revision=sum(map(bool, answers.values())),
        updated_at=setting.moment(1, 300),
        **answers,
    )


def _add_goals(setting: Setting, person: Person, assessed: Assessed, *, depth: int) -> None:
    chance = setting.chance
    topic = (person.topics or ("our field",))[0]
    values = assessed.assessment.core_values.split("\n") if depth >= 2 else []
    for horizon, choices in GOALS.items():
        texts = chance.sample(choices, chance.randint(1, 2 if depth < 4 else 3))
        for position, text in enumerate(texts):
            years = 6 if horizon == Goal.Horizon.LONG else chance.randint(0, 3)
            goal = Goal(
                id=setting.key(),
                institution_id=setting.institution,
                member_id=person.id,
                horizon=horizon,
                text=text.format(topic=topic),
                value_served=chance.choice(values or VALUES) if chance.random() < 0.5 else "",
                target_date=setting.as_of + timedelta(days=365 * years + chance.randint(60, 300)),
                position=position,
                created_at=setting.moment(100, 500),
            )
            assessed.goals.append(goal)
            if horizon != Goal.Horizon.PERSONAL:
                _add_progress(setting, assessed, goal)


def _add_progress(setting: Setting, assessed: Assessed, goal: Goal) -> None:
    chance = setting.chance
    for text in chance.sample(TARGETS, chance.randint(0, 2)):
        reached = chance.random() < 0.35
        day = setting.days_ago(5, 90) if reached else setting.as_of
        assessed.targets.append(
            GoalTarget(
                id=setting.key(),
                institution_id=goal.institution_id,
                goal_id=goal.id,
                text=text,
                due_date=day + timedelta(days=chance.randint(10, 200)),
                reached_on=day if reached else None,
            )
        )
    if chance.random() < 0.35:
        kind = chance.choice(GoalNote.Kind.values)
        assessed.notes.append(
            GoalNote(
                id=setting.key(),
                institution_id=goal.institution_id,
                goal_id=goal.id,
                kind=kind,
                text=chance.choice(NOTES[kind]),
                written_at=setting.moment(1, 90),
            )
        )


def _drawn_needs(setting: Setting) -> list[tuple[str, str, int]]:
    chance = setting.chance
    return [
        (area, chance.choice(MentorRole.values) if chance.random() < 0.6 else "", number // 2 + 1)
        for number, area in enumerate(chance.sample(Area.values, chance.randint(2, 5)))
    ]


def _need(setting: Setting, person: Person, area: str, role: str, priority: int) -> Need:
    return Need(
        id=setting.key(),
        institution_id=setting.institution,
        member_id=person.id,
        area=area,
        role=role,
        priority=priority,
        note=setting.chance.choice(NEED_NOTES[area]),
        created_at=setting.moment(100, 400),
    )


def _versions(
    setting: Setting, person: Person, assessed: Assessed, *, count: int
) -> list[AssessmentVersion]:
    """The last version says what the working copy says; earlier ones said less, and otherwise."""
    content = _content(assessed)
    topic = (person.topics or ("my field",))[0]
    versions = []
    for number in range(1, count + 1):
        years_back = count - number
        frozen = content
        if years_back:
            mission = setting.chance.choice(PARTS["mission"]).format(topic=topic)
            frozen = {
                **content,
                "1": {**content["1"], "mission": mission},
                "2": {"goals": content["2"]["goals"][:1]},
                "5": {"needs": content["5"]["needs"][: 4 - years_back]},
                "7": {"hinders": ""},
            }
        low = 20 + 365 * years_back
        versions.append(
            AssessmentVersion(
                id=setting.key(),
                institution_id=setting.institution,
                member_id=person.id,
                number=number,
                submitted_at=setting.moment(low, low + 80),
                content=frozen,
            )
        )
    return versions


def _content(assessed: Assessed) -> dict[str, Any]:
    """What profiles.assessment.domain.writing.frozen_content reads from the database, from unsaved rows."""
    content: dict[str, Any] = {}
    goals = sorted(assessed.goals, key=lambda goal: (goal.horizon, goal.position))
    needs = sorted(assessed.needs, key=lambda need: (need.priority, need.area, need.role))
    for part in parts.PARTS:
        answers: dict[str, Any] = {
            question.name: getattr(assessed.assessment, question.name)
            for question in part.questions
        }
        if part.goal_horizons:
            answers["goals"] = [
                _frozen_goal(goal, assessed.targets)
                for goal in goals
                if goal.horizon in part.goal_horizons
            ]
        if part.has_needs:
            answers["needs"] = [
                {"area": one.area, "role": one.role, "priority": one.priority, "note": one.note}
                for one in needs
            ]
        content[part.key] = answers
    return content


def _frozen_goal(goal: Goal, targets: Sequence[GoalTarget]) -> dict[str, Any]:
    own = sorted(
        (target for target in targets if target.goal_id == goal.id),
        key=lambda target: (target.due_date, target.id.hex),
    )
    return {
        "id": str(goal.id),
        "horizon": goal.horizon,
        "text": goal.text,
        "value_served": goal.value_served,
        "target_date": goal.target_date.isoformat() if goal.target_date else None,
        "targets": [
            {
                "text": target.text,
                "due_date": target.due_date.isoformat() if target.due_date else None,
                "reached_on": target.reached_on.isoformat() if target.reached_on else None,
            }
            for target in own
        ],
    }


def _sharings(setting: Setting, person: Person) -> list[PartSharing]:
    """Most who submit share their goals and needs with all their mentors, and little else."""
    chance = setting.chance
    return [
        PartSharing(
            id=setting.key(),
            institution_id=setting.institution,
            member_id=person.id,
            part=part.number,
            audience=Audience.ALL,
        )
        for part in parts.PARTS
        if chance.random() < (0.7 if part.number in (2, 5) else 0.15)
    ]
