"""What is measured: each case runs in a process of its own and reports seconds and peak memory."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine.pairs import arranged, assignment, stable
from matching.engine.pairs.asked import Asked, Quota, Share
from matching.engine.peers import best
from matching.engine.peers import stable as roommates
from matching.engine.peers.fewest import fewest_blocking
from matching.engine.projects import best as best_allocation
from matching.engine.projects import stable as allocation
from matching.engine.scoring import Rules, score
from tests.bench.matching import plain_scoring
from tests.bench.matching.instances import best_edges, dense, peers, people, preferences, projects

OPEN = Rules(supervision_depth=None)


def stable_from_dicts(path: str) -> dict[str, Any]:
    """Reading and solving, from the same file as the rival's."""
    given = json.loads(Path(path).read_text())
    start = time.perf_counter()
    solved = stable.solve(given["proteges"], given["mentors"], given["capacities"])
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "pairs": {one: other for one, other in solved.items() if other}}


def peers_from_dicts(path: str) -> dict[str, Any]:
    given = json.loads(Path(path).read_text())["people"]
    start = time.perf_counter()
    found = roommates.solve(given)
    seconds = time.perf_counter() - start
    pairs = found.partners and {one: other for one, other in found.partners.items() if other}
    return {"seconds": seconds, "pairs": pairs, "rings": len(found.rings)}


def peers_best(people: str, each: str) -> dict[str, Any]:
    """The best pairs on edges drawn at random, *each* a person."""
    count, rng = int(people), np.random.default_rng(1)
    keys = np.unique(np.sort(rng.integers(0, count, (count * int(each) // 2, 2)), axis=1), axis=0)
    keys = keys[keys[:, 0] < keys[:, 1]]
    start = time.perf_counter()
    partners = best.solve(keys[:, 0], keys[:, 1], rng.random(len(keys)), count)
    return {"seconds": time.perf_counter() - start, "matched": int((partners >= 0).sum())}


def peers_fewest(people: str, each: str, instances: str) -> dict[str, Any]:
    """Instances without stable pairs, *each* entries a list: how few block, and what is proved."""
    count, seed, found, seconds = int(people), 0, [], []
    while len(found) < int(instances):
        seed += 1
        there = roommates.read(peers(count, seed=seed, each=int(each))["people"])
        start = time.perf_counter()
        after = roommates.partition(there)
        if not any(len(one) > 2 for one in roommates.cycles_of(after)):
            continue
        found.append(fewest_blocking(there, after))
        seconds.append(time.perf_counter() - start)
    return {
        "seconds": sum(seconds) / len(seconds),
        "slowest": max(seconds),
        "tried": seed,
        "proved": sum(one.gap == 0 for one in found),
        "blocking": sum(len(one.blocking) for one in found),
        "bound": sum(one.bound for one in found),
        "gap": max(one.gap for one in found),
    }


def projects_from_dicts(path: str) -> dict[str, Any]:
    given = json.loads(Path(path).read_text())
    start = time.perf_counter()
    solved = allocation.solve(
        given["mentees"],
        given["mentors"],
        given["mentor_of"],
        given["project_capacities"],
        given["mentor_capacities"],
    )
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "pairs": {one: other for one, other in solved.items() if other}}


def projects_best(mentees: str, count: str, mentors: str) -> dict[str, Any]:
    """The same lists, for the least sum of ranks, each project and mentor one mentee at the least."""
    given = projects(int(mentees), int(count), int(mentors))
    there = allocation.read(
        given["mentees"],
        given["mentors"],
        given["mentor_of"],
        given["project_capacities"],
        given["mentor_capacities"],
    )
    start = time.perf_counter()
    ones = (
        np.ones(len(there.places), dtype=np.int64),
        np.ones(len(there.mentor_places), dtype=np.int64),
    )
    places = best_allocation.Places(there.mentor_of, there.places, there.mentor_places, *ones)
    found = best_allocation.solve(*best_allocation.rank_scores(there), len(there), places)
    return {
        "seconds": time.perf_counter() - start,
        "matched": int((found.projects >= 0).sum()),
        "short": int(found.short.sum() + found.mentor_short.sum()),
    }


def asked_of(proteges: str, mentors: str, what: str) -> dict[str, Any]:
    """Everything that may be asked, or nothing, on 50 edges each drawn at random."""
    count, width, rng = int(proteges), int(mentors), np.random.default_rng(1)
    keys = np.unique(np.repeat(np.arange(count), 50) * width + rng.integers(0, width, count * 50))
    rows, cols = np.divmod(keys, width)
    scores, places = rng.random(len(keys)), np.full(width, 4)
    units, tracks = rng.integers(0, 40, count), rng.integers(0, 3, count)
    wishes = Asked(places)
    if what == "all":
        wishes = Asked(
            places,
            wanted=1 + (rng.random(count) < 0.1),
            minimums=np.ones(width, dtype=np.int64),
            even=True,
            prefer=tuple(zip(rows[::500].tolist(), cols[::500].tolist(), strict=True)),
            quotas=tuple(
                Quota("proteges", tuple(np.flatnonzero(units == unit).tolist()), 10, count // 42)
                for unit in range(40)
            ),
            kinds=tracks,
            shares=tuple(Share(col, 2, reserved=1) for col in range(0, width, 5)),
        )
    start, busy = time.perf_counter(), time.process_time()
    found = arranged.solve(rows, cols, scores, count, wishes)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    return {
        "processor": busy,
        "seconds": seconds,
        "pairs": len(found.rows),
        "people": len(np.unique(found.rows)),
        "short": sum(one.missing for one in found.short),
        "total": float(scores[np.isin(keys, found.rows * width + found.cols)].sum()),
    }


def stable_alone(proteges: str, mentors: str, capacity: str) -> dict[str, Any]:
    given = preferences(int(proteges), int(mentors), int(capacity))
    start = time.perf_counter()
    instance = stable.read(given["proteges"], given["mentors"], given["capacities"])
    read = time.perf_counter()
    held = stable.solve_arrays(*instance)
    end = time.perf_counter()
    assert not len(stable.blocking_arrays(*instance, held))
    return {"seconds": end - start, "reading": read - start, "matched": int((held >= 0).sum())}


def scipy_dense(rows: str, cols: str, capacity: str) -> dict[str, Any]:
    scores = dense(int(rows), int(cols))
    start = time.perf_counter()
    expanded = np.repeat(scores, int(capacity), axis=1)
    r, c = linear_sum_assignment(expanded, maximize=True)
    return {"seconds": time.perf_counter() - start, "total": float(expanded[r, c].sum())}


def ours_dense(rows: str, cols: str, capacity: str) -> dict[str, Any]:
    scores = dense(int(rows), int(cols))
    start = time.perf_counter()
    heads, tails = np.indices(scores.shape).reshape(2, -1)
    return _assigned(start, heads, tails, scores.ravel(), int(rows), int(cols), int(capacity))


def ours_best(rows: str, cols: str, capacity: str, kept: str) -> dict[str, Any]:
    edges = best_edges(dense(int(rows), int(cols)), int(kept))
    return _assigned(time.perf_counter(), *edges, int(rows), int(cols), int(capacity))


def _assigned(
    start: float, rows: Any, cols: Any, scores: Any, row_count: int, col_count: int, capacity: int
) -> dict[str, Any]:
    held = assignment.solve(rows, cols, scores, row_count, np.full(col_count, capacity))
    seconds = time.perf_counter() - start
    total = assignment.total(rows, cols, scores, held)
    return {"seconds": seconds, "total": total, "matched": int((held >= 0).sum())}


def ortools_best(rows: str, cols: str, capacity: str, kept: str) -> dict[str, Any]:
    """The solver that we use ourselves, fed by hand and without any checks."""
    n, m = int(rows), int(cols)
    heads, tails, scores = best_edges(dense(n, m), int(kept))
    start = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        1 + heads,
        1 + n + tails,
        np.ones(len(heads), int),
        np.rint((1 - scores) * 2**40).astype(int),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.zeros(n, int), 1 + np.arange(n), np.ones(n, int), np.zeros(n, int)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        1 + n + np.arange(m), np.full(m, 1 + n + m), np.full(m, int(capacity)), np.zeros(m, int)
    )
    flow.set_nodes_supplies(np.array([0, 1 + n + m]), np.array([n, -n]))
    flow.solve_max_flow_with_min_cost()
    used = flow.flows(arcs) > 0
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "total": float(scores[used].sum()), "matched": int(used.sum())}


def scipy_sparse(rows: str, cols: str, capacity: str, kept: str) -> dict[str, Any]:
    """SciPy's sparse solver: places as copies of columns, and a costly place for each row."""
    n, m, places = int(rows), int(cols), int(capacity)
    heads, tails, scores = best_edges(dense(n, m), int(kept))
    start = time.perf_counter()
    copies = (tails[:, None] * places + np.arange(places)).ravel()
    costs = np.concatenate([np.repeat(2.0 - scores, places), np.full(n, float(n))])
    matrix = csr_matrix(
        (
            costs,
            (
                np.concatenate([np.repeat(heads, places), np.arange(n)]),
                np.concatenate([copies, m * places + np.arange(n)]),
            ),
        ),
        shape=(n, m * places + n),
    )
    r, c = min_weight_full_bipartite_matching(matrix)
    used = c < m * places
    seconds = time.perf_counter() - start
    total = float(dense(n, m)[r[used], c[used] // places].sum())
    return {"seconds": seconds, "total": total, "matched": int(used.sum())}


def scored(proteges: str, mentors: str) -> dict[str, Any]:
    """Scoring with needs and text, the best overall matching, and the stable one."""
    start = time.perf_counter()
    there = people(int(proteges), int(mentors))
    made = time.perf_counter()
    edges = score(there, rules=OPEN)
    known = time.perf_counter()
    held = assignment.solve(
        edges.rows, edges.cols, edges.scores, edges.shape[0], there.mentors.capacity
    )
    end = time.perf_counter()
    return {
        "seconds": end - made,
        "making": made - start,
        "scoring": known - made,
        "assigning": end - known,
        "edges": len(edges),
        "matched": int((held >= 0).sum()),
    }


def scored_beside(proteges: str, mentors: str, rounds: str) -> dict[str, Any]:
    """Ours and the plain scorer by turns: medians, and those of the ratios of each turn."""
    there = people(int(proteges), int(mentors))
    plain = plain_scoring.Rules(supervision_depth=None)
    turns = []
    for _turn in range(int(rounds)):
        other, others_time = _timed(lambda: plain_scoring.score(there, rules=plain))
        ours, our_time = _timed(lambda: score(there, rules=OPEN))
        turns.append((*our_time, *others_time))
    wall, busy, other_wall, other_busy = np.median(turns, axis=0).tolist()
    ratios = np.array([(row[2] / row[0], row[3] / row[1]) for row in turns])
    keys = [edges.rows * int(mentors) + edges.cols for edges in (ours, other)]
    return {
        "seconds": wall,
        "busy": busy,
        "other": {"seconds": other_wall, "busy": other_busy},
        "ratios": np.median(ratios, axis=0).tolist(),
        "edges": len(ours),
        "apart": len(np.setxor1d(*keys)),
    }


def scored_by(which: str, proteges: str, mentors: str) -> dict[str, Any]:
    """One of the two by itself, for its memory beside that of the people alone."""
    there = people(int(proteges), int(mentors))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if which == "plain":
        plain_scoring.score(there, rules=plain_scoring.Rules(supervision_depth=None))
    else:
        score(there, rules=OPEN)
    return {"before": before}


def _timed(call: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    start, busy = time.perf_counter(), time.process_time()
    found = call()
    return found, (time.perf_counter() - start, time.process_time() - busy)


CASES: dict[str, Callable[..., dict[str, Any]]] = {
    case.__name__: case
    for case in (
        stable_from_dicts,
        stable_alone,
        scipy_dense,
        ours_dense,
        ours_best,
        ortools_best,
        scipy_sparse,
        scored,
        scored_beside,
        scored_by,
        peers_from_dicts,
        peers_best,
        peers_fewest,
        asked_of,
        projects_from_dicts,
        projects_best,
    )
}


def run(name: str, arguments: list[str]) -> dict[str, Any]:
    """Run one case here; adds the peak memory of this process in MB."""
    found = CASES[name](*arguments)
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found
