"""The engine against its rivals, and its growth: `make bench-matching` prints one table.

Every line is measured in this run; a ratio is the baseline's time divided by ours. With --quick
the sizes are small.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from matching.engine.peers import stable as roommates
from tests.bench.matching.cases import run
from tests.bench.matching.instances import peers, preferences, projects

HERE = Path(__file__).parent
RIVAL = "matching==1.4.3"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--scoring", action="store_true", help="the scorer alone")
    parser.add_argument("--case", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(run(arguments.case[0], arguments.case[1:])))
        return
    if arguments.scoring:
        _scoring(arguments.quick)
        return
    print("| what | size | ours | baseline | ratio | memory | remarks |")
    print("|---|---|---|---|---|---|---|")
    _stable_against_rival(
        [(300, 100)] if arguments.quick else [(300, 100), (1000, 333), (3000, 1000)]
    )
    _peers_against_rival([50, 100] if arguments.quick else [100, 300, 600])
    _peers_without_stable_pairs(
        [(30, 29)] if arguments.quick else [(30, 29), (100, 99), (300, 30), (600, 18)],
        3 if arguments.quick else 10,
    )
    _projects_against_rival(
        [(60, 30, 15)] if arguments.quick else [(300, 150, 75), (900, 450, 225)]
    )
    _asked("1000" if arguments.quick else "10000", "300" if arguments.quick else "3000")
    _assignment(*(("1000", "333") if arguments.quick else ("5000", "1667")))
    _alone(arguments.quick)
    print()
    _scoring(arguments.quick)


def _stable_against_rival(sizes: list[tuple[int, int]]) -> None:
    for proteges, mentors in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "instance.json"
            path.write_text(json.dumps(preferences(proteges, mentors, 3)))
            ours = _case("stable_from_dicts", str(path))
            rival = _rival(path)
        if rival is None:
            _line("stable", f"{proteges} × {mentors}", ours, None, "the rival could not be run")
            continue
        same = "the same matching" if rival["pairs"] == ours["pairs"] else "MATCHINGS DIFFER"
        _line(
            "stable, lists of 12, 3 places",
            f"{proteges} × {mentors}",
            ours,
            rival,
            f"{RIVAL}; {same}",
        )


def _peers_against_rival(sizes: list[int]) -> None:
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "instance.json"
            # The rival says nothing where no pairs are stable: the first instance that has some.
            for seed in range(1, 20):
                path.write_text(json.dumps(peers(count, seed=seed)))
                ours = _case("peers_from_dicts", str(path))
                if ours["pairs"]:
                    break
            rival = _rival(path)
            given = json.loads(path.read_text())["people"]
        if rival is None:
            _line("peers one to one", f"{count}", ours, None, "the rival could not be run")
            continue
        same = "the same pairs" if rival["pairs"] == ours["pairs"] else "other pairs"
        blocking = len(roommates.blocking_pairs(given, list(rival["pairs"].items())))
        _line(
            "peers one to one, all list all",
            f"{count}",
            ours,
            rival,
            f"{RIVAL}; {same}, its blocking pairs: {blocking}",
        )
    for count in sizes:
        _line(
            "best peers, 30 edges each", f"{count}", _case("peers_best", str(count), "30"), None, ""
        )


def _peers_without_stable_pairs(sizes: list[tuple[int, int]], instances: int) -> None:
    """What is left where no pairs are stable: no rival solves this, so its bound stands beside it."""
    for count, each in sizes:
        found = _case("peers_fewest", str(count), str(each), str(instances))
        remark = (
            f"{instances} of {found['tried']} instances have no stable pairs; {found['blocking']} blocking pairs in "
            f"all, bound {found['bound']}; {found['proved']} proved, largest gap {found['gap']}; "
            f"slowest {found['slowest']:.1f} s"
        )
        _line(f"peers, no stable pairs, lists of {each}", f"{count}", found, None, remark)


def _projects_against_rival(sizes: list[tuple[int, int, int]]) -> None:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "instance.json"
            path.write_text(json.dumps(projects(*size)))
            ours = _case("projects_from_dicts", str(path))
            rival = _rival(path)
        words = " × ".join(map(str, size))
        if rival is None:
            _line("mentees to projects, stable", words, ours, None, "the rival could not be run")
        else:
            same = (
                "the same allocation" if rival["pairs"] == ours["pairs"] else "ALLOCATIONS DIFFER"
            )
            _line("mentees to projects, stable", words, ours, rival, f"{RIVAL}; {same}")
        found = _case("projects_best", *map(str, size))
        remark = f"{found['matched']} matched, minimums short by {found['short']}"
        _line("mentees to projects, best, minimums of one", words, found, None, remark)


def _asked(proteges: str, mentors: str) -> None:
    """What asking costs: the gap is nothing, for each aim is proved before the next."""
    plain = _case("asked_of", proteges, mentors, "nothing")
    for what, words in (("all", "minimums, even, quotas, shares"), ("nothing", "nothing asked")):
        found = plain if what == "nothing" else _case("asked_of", proteges, mentors, what)
        remark = f"{found['processor']:.1f} s of processor; {found['people']:,} people, {found['pairs']:,} pairs, short by {found['short']}, proved; total {found['total']:.1f}"
        _line(f"best overall, {words}", f"{proteges} × {mentors}", found, None, remark)


def _assignment(rows: str, cols: str) -> None:
    size = f"{rows} × {cols}"
    full = _case("scipy_dense", rows, cols, "3")
    ours = _case("ours_dense", rows, cols, "3")
    apart = abs(ours["total"] - full["total"]) / full["total"]
    _line(
        "best overall, all edges",
        size,
        ours,
        full,
        f"linear_sum_assignment; totals apart by {apart:.0e}",
    )
    best = _case("ours_best", rows, cols, "3", "50")
    loss = 1 - best["total"] / full["total"]
    _line(
        "best overall, best 50 a person",
        size,
        best,
        full,
        f"linear_sum_assignment on all; loss {loss:.1e}",
    )
    for name, words in (
        ("ortools_best", "OR-tools min-cost flow by hand"),
        ("scipy_sparse", "SciPy sparse, places copied"),
    ):
        rival = _case(name, rows, cols, "3", "50")
        same = abs(rival["total"] - best["total"]) < 1e-6 and rival["matched"] == best["matched"]
        _line(
            "best overall, best 50 a person",
            size,
            best,
            rival,
            f"{words}; {'same total' if same else 'TOTALS DIFFER'}",
        )


def _alone(quick: bool) -> None:
    size = (2000, 600) if quick else (50_000, 6_000)
    found = _case("stable_alone", str(size[0]), str(size[1]), "8")
    _line(
        "stable, lists of 12",
        f"{size[0]:,} × {size[1]:,}",
        found,
        None,
        f"reading {found['reading']:.2f} s; {found['matched']:,} matched",
    )
    sizes = [500, 1000] if quick else [1000, 2500, 5000, 10_000, 25_000, 50_000]
    first: dict[str, Any] | None = None
    for proteges in sizes:
        mentors = 3000 if proteges == 10_000 else proteges // 3
        found = _case("scored", str(proteges), str(mentors))
        first = first or found
        growth = found["seconds"] / first["seconds"]
        remark = f"scoring {found['scoring']:.2f} s, assignment {found['assigning']:.2f} s, {found['edges']:,} edges; {growth:.1f} × the smallest"
        _line("scoring and best overall", f"{proteges:,} × {mentors:,}", found, None, remark)


def _scoring(quick: bool) -> None:
    """The scorer beside the one of before, in one process by turns; memory beside the people's."""
    print("| scoring | edges | seconds | before | ratio | processor | before | ratio | memory |")
    print("|---|---|---|---|---|---|---|---|---|")
    for proteges, mentors, rounds in (
        [(500, 166, 5)]
        if quick
        else [(500, 166, 41), (2000, 666, 21), (5000, 1666, 11), (10_000, 3000, 7)]
    ):
        size = str(proteges), str(mentors)
        found = _case("scored_beside", *size, str(rounds))
        other = found["other"]
        mine, plain = (_case("scored_by", which, *size) for which in ("ours", "plain"))
        memory = " against ".join(
            f"{one['megabytes'] - one['before']:.0f} MB" for one in (mine, plain)
        )
        print(
            f"| {proteges:,} × {mentors:,} | {found['edges']:,}, {found['apart']} apart "
            f"| {found['seconds']:.3f} | {other['seconds']:.3f} | {found['ratios'][0]:.1f} "
            f"| {found['busy']:.3f} | {other['busy']:.3f} | {found['ratios'][1]:.1f} | {memory} |",
            flush=True,
        )


def _line(
    what: str, size: str, ours: dict[str, Any], other: dict[str, Any] | None, remark: str
) -> None:
    seconds = f"{ours['seconds']:.3f} s"
    baseline = f"{other['seconds']:.3f} s" if other else "–"
    ratio = f"{other['seconds'] / ours['seconds']:.1f}" if other else "–"
    memory = f"{ours['megabytes']:.0f} MB"
    if other and "megabytes" in other:
        memory += f" against {other['megabytes']:.0f}"
    print(
        f"| {what} | {size} | {seconds} | {baseline} | {ratio} | {memory} | {remark} |", flush=True
    )


def _case(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.matching", "--case", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _rival(path: Path) -> dict[str, Any] | None:
    """Run the rival in an environment of its own, far from our modules; None where it cannot be."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    out = path.with_name("rival.json")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        [
            uv,
            "run",
            "--no-project",
            "--quiet",
            "--with",
            RIVAL,
            "python",
            str(HERE / "rival_matching.py"),
            str(path),
            str(out),
        ],
        cwd=path.parent,
        env=environment,
        capture_output=True,
        text=True,
    )
    if not out.exists():
        print(done.stderr[-500:], file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(out.read_text())
    return found


main()
