"""From two sides of people to candidate edges with scores in [0, 1] and what each is made of.

Hard rules take pairs out; ten parts, each in [0, 1], are weighed for those that are left. Blocks
of protégés are scored against all mentors, on all cores, and of each block only the best edges of
each person are kept: memory grows with the edges kept, never with people × people. The edges
are the same whatever the length of a block and the number of cores.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from matching.engine.blocks import Blocks
from matching.engine.errors import BadIndex
from matching.engine.kept import BestOfMentors, Candidates, Singles, best_of_rows, joined
from matching.engine.parts import DEFAULT_WEIGHTS, PARTS, checked_weights, parts_of, words_of_pairs
from matching.engine.people import Floats, Instance, Ints
from matching.engine.rules import Parted, Rule, Rules, causes_of

__all__ = [
    "DEFAULT_WEIGHTS",
    "PARTS",
    "Edges",
    "Rule",
    "Rules",
    "causes_of",
    "checked_weights",
    "parts_of",
    "score",
]

# Short enough for the processor's nearest memory.
BLOCK_CELLS = 400_000
SHORTEST_BLOCK = 32
MOST_THREADS = 4
EVERY_RULE = Rules()

Found = tuple[Candidates, Candidates]
Work = Callable[[int, int], Found]


@dataclass(frozen=True)
class Edges:
    """The candidate pairs kept, sorted by row and then column; e edges.

    `parts` is (e, 10) in the order of PARTS. `removed` (proteges × 8) counts, for each protégé,
    the mentors that each rule takes out, the first rule in order named; `candidates` counts
    those left, of whom the best were kept.
    """

    rows: Ints
    cols: Ints
    scores: Floats
    parts: Floats
    removed: Ints
    candidates: Ints
    shape: tuple[int, int] = field(default=(0, 0))

    def __len__(self) -> int:
        return len(self.rows)


def score(
    instance: Instance,
    *,
    rules: Rules = EVERY_RULE,
    weights: Mapping[str, float] | None = None,
    per_protege: int = 50,
    per_mentor: int = 50,
    progress: Callable[[int, int], None] | None = None,
) -> Edges:
    """Return the best candidate edges of each person.

    The *per_protege* best mentors of each protégé and the *per_mentor* best protégés of each
    mentor are kept, and every pair that one of the two wished for, unless a rule parts it. Of
    equals the first ones are kept.
    *weights* (see PARTS; missing ones are 0) are relative. *progress* is called with the
    protégés done and their number; what it raises stops the work.
    Raise BadWeights for weights that cannot be used.
    """
    if per_protege < 1 or per_mentor < 0:
        raise BadIndex("Keep one edge a person at least.", offender=(per_protege, per_mentor))
    share = checked_weights(weights)
    parted = Parted(instance, rules)
    removed = parted.removed()
    count, width = len(instance.proteges), len(instance.mentors)
    blocks = Blocks(instance, parted, share)
    mentors = BestOfMentors(width, per_mentor)

    def work(start: int, stop: int) -> Found:
        total, words = blocks.scores(start, stop)
        own = best_of_rows(total, per_protege)
        theirs = mentors.chosen(total, first=start == 0)
        return _candidates(total, words, own, start), _candidates(total, words, theirs, start)

    kept: list[Candidates] = []
    height = max(SHORTEST_BLOCK, BLOCK_CELLS // width)
    with closing(_in_order(work, count, height)) as done:
        for stop, (own, theirs) in done:
            kept.append(own)
            mentors.offer(theirs)
            if progress:
                progress(stop, count)
    best = joined([*kept, mentors.settle(), _wished(instance, parted)])
    keys, first = np.unique(best.keys, return_index=True)
    rows, cols = np.divmod(keys, width)
    words = best.words[first] if share[PARTS.index("expertise")] else None
    parts = parts_of(instance, rows, cols, words=words)
    candidates = width - removed.sum(axis=1)
    scores = np.einsum("ij,j->i", parts, share)
    return Edges(rows, cols, scores, parts, removed, candidates, (count, width))


def _candidates(total: Singles, words: Floats | None, at: Ints, start: int) -> Candidates:
    known = words.ravel()[at] if words is not None else np.zeros(len(at))
    return Candidates(at + start * total.shape[1], total.ravel()[at], known)


def _wished(instance: Instance, parted: Parted) -> Candidates:
    """Return the pairs that one of the two wished for, and that no rule parts."""
    wishes = [instance.protege_wishes.tocoo(), instance.mentor_wishes.tocoo()]
    keys = np.unique(
        np.concatenate([one.row.astype(np.int64) * parted.width + one.col for one in wishes])
    )
    keys = keys[~parted.among(keys)]
    words = words_of_pairs(instance, *np.divmod(keys, parted.width))
    return Candidates(keys, np.zeros(len(keys), dtype=np.float32), words)


def _in_order(work: Work, count: int, height: int) -> Generator[tuple[int, Found], None, None]:
    """Yield the end of each block and what *work* found in it, in order; several work at once.

    The first works alone: what it finds spares the others most of theirs.
    """
    spans = [(start, min(start + height, count)) for start in range(0, count, height)]
    yield spans[0][1], work(*spans[0])
    threads = min(MOST_THREADS, _cores(), len(spans) - 1)
    if threads < 2:
        for span in spans[1:]:
            yield span[1], work(*span)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="scoring") as pool:
        ahead: deque[tuple[int, Future[Found]]] = deque()
        try:
            for span in spans[1:]:
                ahead.append((span[1], pool.submit(work, *span)))
                if len(ahead) > 2 * threads:
                    stop, found = ahead.popleft()
                    yield stop, found.result()
            for stop, found in ahead:
                yield stop, found.result()
        finally:
            for _stop, found in ahead:
                found.cancel()


def _cores() -> int:
    """Return on how many cores this process may run."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
