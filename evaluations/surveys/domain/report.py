"""What surveys say, in figures that give no one away.

A figure speaks of at least as many people as the institution's threshold says, now or when it was
asked, and of one more for each director who was asked: who knows one answer must not find the
others. Groups add up to the whole, questions to their part, and who answered once to who answered
twice; so what is hidden of one is hidden of another with it (see `suppress`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evaluations.privacy.domain.suppression import Figure, hidden_figures, is_sensitive
from evaluations.surveys.domain.count import NO_GROUP, WHOLE
from evaluations.surveys.domain.instruments import parts_of
from evaluations.surveys.models import Item, Survey, SurveyFigure
from matching.programs.kinds import Kind
from profiles.models import Institution
from profiles.own_words import RANK
from profiles.vocabulary import standards_now


@dataclass(frozen=True)
class Cell:
    """One figure of one group: how many answered, their mean, the percentage above the middle.

    `along` is how far along the scale the mean lies, in percent. None where it may not be shown,
    or where there is no middle to be above.
    """

    people: int | None = None
    mean: float | None = None
    above: int | None = None
    along: int | None = None


@dataclass(frozen=True)
class Change:
    """The means of those who answered at the start as well."""

    people: int
    before: float
    after: float

    @property
    def by(self) -> float:
        return round(self.after - self.before, 1)


@dataclass(frozen=True)
class Line:
    """One part, or one question, over the groups in their order; the first is everyone.

    `is_compared`: it was asked at the start as well, so without `change` the change is withheld.
    """

    label: str
    lowest: int
    highest: int
    groups: tuple[str, ...]
    cells: tuple[Cell, ...]
    part: str = ""
    item: UUID | None = None
    change: Change | None = None
    is_compared: bool = False

    @property
    def by_group(self) -> list[tuple[str, Cell]]:
        """The cells with what their groups are called."""
        return list(zip(self.groups, self.cells, strict=True))

    @property
    def whole(self) -> Cell:
        return self.cells[0]


@dataclass(frozen=True)
class SurveyReport:
    """What a page, a file and the API show of a survey that is over."""

    survey: Survey
    least: int
    groups: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    questions: tuple[Line, ...]

    @property
    def is_shown(self) -> bool:
        """Whether enough people answered for there to be anything to show."""
        return self.survey.answered >= self.least

    @property
    def has_changes(self) -> bool:
        return any(line.change for line in self.lines)

    @property
    def withholds(self) -> bool:
        """Whether a figure of the tables is not shown."""
        cells = [cell for line in (*self.lines, *self.questions) for cell in line.cells]
        return any(cell.mean is None for cell in cells)

    @property
    def withholds_changes(self) -> bool:
        """Whether a change since the start is not shown, of one part or of all."""
        return any(line.is_compared and line.change is None for line in self.lines)


def survey_reports(surveys: Iterable[Survey], *, institution: Institution) -> list[SurveyReport]:
    """Return the reports of counted surveys of *institution*, in their order. Two queries."""
    rows = [one for one in surveys if one.counted_at is not None]
    items: dict[UUID, list[Item]] = defaultdict(list)
    asked = {one.instrument_id for one in rows}
    for item in Item.objects.filter(instrument__in=asked).order_by("instrument", "position"):
        items[item.instrument_id].append(item)
    figures: dict[UUID, list[SurveyFigure]] = defaultdict(list)
    for figure in SurveyFigure.objects.filter(survey__in=rows):
        figures[figure.survey_id].append(figure)
    return [
        _report(one, items[one.instrument_id], figures[one.pk], institution.suppression_threshold)
        for one in rows
    ]


def _report(
    survey: Survey, items: Sequence[Item], figures: Sequence[SurveyFigure], threshold: int
) -> SurveyReport:
    least = max(1, threshold, survey.threshold) + survey.directing
    by_subject: dict[Any, dict[str, SurveyFigure]] = defaultdict(dict)
    for one in figures:
        by_subject[one.part or one.item_id][one.group] = one
    keys = {one.group for one in figures} - {WHOLE}
    labels = _group_labels(survey)
    groups = [(WHOLE, str(_("Everyone"))), *(one for one in labels if one[0] in keys)]
    if len(groups) < 3:
        groups = groups[:1]
    first = {one.part: one for one in reversed(items) if one.part}
    lines, questions = [], []
    subjects: list[tuple[Any, str, Item]] = [(part, part, first[part]) for part in parts_of(items)]
    subjects += [(one.pk, one.text, one) for one in items if not one.part]
    for subject, label, item in subjects:
        found = by_subject.get(subject, {})
        lines.append(_line(label, item, found, groups, least))
    for item in items:
        if item.part:
            found = by_subject.get(item.pk, {})
            part = by_subject.get(item.part, {}).get(WHOLE)
            if part and any(is_sensitive(one.people, part.people, least) for one in found.values()):
                # Beside the part and its other questions it would tell of the few who left it out.
                found = {}
            questions.append(_line(item.text, item, found, groups[:1], least, own=True))
    return SurveyReport(
        survey=survey,
        least=least,
        groups=tuple(groups),
        lines=tuple(lines),
        questions=tuple(questions),
    )


def _group_labels(survey: Survey) -> list[tuple[str, str]]:
    if survey.program is None:
        return [*standards_now(RANK, retired=True), (NO_GROUP, str(_("No rank")))]
    return [(one.value, str(capfirst(one.plural))) for one in survey.program.traits.sides]


def _line(
    label: str,
    item: Item,
    found: Mapping[str, SurveyFigure],
    groups: Sequence[tuple[str, str]],
    least: int,
    *,
    own: bool = False,
) -> Line:
    """Return the line of a part (whose first question is *item*), or of the question itself."""
    counts = {key: one.people for key, one in found.items()}
    # Groups that are not listed are parts of the whole all the same.
    few = _hidden({key: (one, one) for key, one in counts.items()}, least, sizes=True)
    split = {key: (one.above, one.people) for key, one in found.items()}
    uneven = _hidden(split, least, also=few) | few
    scale = item.kind == Item.Kind.SCALE
    cells = []
    for key, _name in groups:
        row = found.get(key)
        if row is None or key in few or not row.people:
            cells.append(Cell())
            continue
        tells = _tells_share(item)
        mean = row.total / row.people if not tells or key not in uneven else None
        cells.append(
            Cell(
                people=row.people,
                mean=None if mean is None else round(mean, 1 + tells),
                above=(
                    round(100 * row.above / row.people) if scale and key not in uneven else None
                ),
                along=(
                    round(100 * (mean - item.lowest) / (item.highest - item.lowest))
                    if scale and mean is not None
                    else None
                ),
            )
        )
    alone = own or not item.part
    return Line(
        label=label,
        lowest=item.lowest,
        highest=item.highest,
        groups=tuple(name for _key, name in groups),
        cells=tuple(cells),
        part=item.part,
        item=item.pk if alone else None,
        change=_change(item, found, least) if cells[0].people else None,
        is_compared=not own and WHOLE in found and bool(found[WHOLE].before),
    )


def _tells_share(item: Item) -> bool:
    """Of a scale with two steps the mean is the share."""
    return item.kind == Item.Kind.SCALE and item.highest - item.lowest == 1


def _hidden(
    counts: Mapping[str, tuple[int, int]],
    least: int,
    *,
    also: Iterable[Any] = (),
    sizes: bool = False,
) -> frozenset[Any]:
    figures = [
        Figure(key, None if key == WHOLE else WHOLE, count, of)
        for key, (count, of) in counts.items()
    ]
    return hidden_figures(figures, threshold=least, hidden=also, sizes=sizes)


def _change(item: Item, found: Mapping[str, SurveyFigure], least: int) -> Change | None:
    """Return the pairs, unless they are few, or few who answered but once would follow from them."""
    row = found[WHOLE]
    if row.pairs < least or not row.before:
        return None
    now = {key: (one.people, one.pairs) for key, one in found.items() if key != WHOLE}
    then = {key: (people, pairs) for key, (people, pairs, _above) in row.before.items()}
    if _set_apart(now, least) or _set_apart(then, least):
        return None
    if _tells_share(item):
        started, _pairs, begun = (sum(one) for one in zip(*row.before.values(), strict=True))
        ends = row.above, round(row.pairs_after - row.pairs * item.lowest), row.people
        starts = begun, round(row.pairs_before - row.pairs * item.lowest), started
        for above, twice, people in (ends, starts):
            once = is_sensitive(above - twice, people - row.pairs, least)
            if once or is_sensitive(twice, row.pairs, least):
                return None
    return Change(
        people=row.pairs,
        before=round(row.pairs_before / row.pairs, 1),
        after=round(row.pairs_after / row.pairs, 1),
    )


def _set_apart(split: Mapping[str, tuple[int, int]], least: int) -> bool:
    """Return whether pairs take or leave few people of all, of a group that is shown, or of those hidden.

    *split* says of how many people in each group how many are among the pairs.
    """
    everybody = sum(people for people, _pairs in split.values())
    together = sum(pairs for _people, pairs in split.values())
    sizes = {WHOLE: everybody} | {key: people for key, (people, _pairs) in split.items()}
    few = _hidden({key: (one, one) for key, one in sizes.items()}, least, sizes=True)
    shown = [one for key, one in split.items() if key not in few]
    rest = (
        everybody - sum(people for people, _pairs in shown),
        together - sum(pairs for _people, pairs in shown),
    )
    return any(
        is_sensitive(pairs, people, least)
        for people, pairs in ((everybody, together), *shown, rest)
    )


@dataclass(frozen=True)
class KindRow:
    """All programs of one kind on one occasion: the people's mean in each part, or None."""

    kind: str
    label: str
    occasion: str
    surveys: int
    people: int
    cells: tuple[tuple[str, float | None], ...]

    @property
    def withholds(self) -> bool:
        return any(mean is None for _label, mean in self.cells)


@dataclass(frozen=True)
class Comparison:
    """One instrument over all that was asked with it: pairs and groups on the same measures."""

    labels: tuple[str, ...]
    kinds: tuple[KindRow, ...]
    reports: tuple[SurveyReport, ...]

    @property
    def withholds(self) -> bool:
        return any(row.withholds for row in self.kinds) or any(
            not one.is_shown for one in self.reports
        )


def compare(reports: Sequence[SurveyReport]) -> Comparison:
    """Put the reports of one instrument beside each other. Pure.

    Kinds are summed over what is shown of their programs and over nothing else, so that nothing
    hidden follows.
    """
    shown = [one for one in reports if one.is_shown]
    labels = tuple(line.label for line in shown[0].lines) if shown else ()
    rows = []
    for kind in Kind:
        for occasion in Survey.Occasion:
            own = [
                one
                for one in shown
                if one.survey.program is not None
                and one.survey.program.kind == kind
                and one.survey.occasion == occasion
            ]
            if own:
                rows.append(_kind_row(kind, occasion, own, labels))
    return Comparison(labels, tuple(rows), tuple(reports))


def _kind_row(
    kind: Kind, occasion: Survey.Occasion, own: Sequence[SurveyReport], labels: Sequence[str]
) -> KindRow:
    means: list[float | None] = []
    for at in range(len(labels)):
        cells = [one.lines[at].whole for one in own]
        told = [(one.people, one.mean) for one in cells if one.people and one.mean is not None]
        people = sum(count for count, _mean in told)
        total = sum(count * mean for count, mean in told)
        means.append(round(total / people, 1) if people else None)
    return KindRow(
        kind=str(kind),
        label=str(kind.label),
        occasion=str(occasion.label),
        surveys=len(own),
        people=sum(one.survey.answered for one in own),
        cells=tuple(zip(labels, means, strict=True)),
    )
