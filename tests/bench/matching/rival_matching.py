"""The rival's own process: reads an instance, solves it, writes pairs and seconds.

Run in an environment of its own, for its import name is that of our app. It needs a deep stack.
"""

import json
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text())
    start = time.perf_counter()
    pairs = {"people": roommates, "projects": projects}.get(given.get("kind"), residents)(given)
    seconds = time.perf_counter() - start
    Path(sys.argv[2]).write_text(json.dumps({"seconds": seconds, "pairs": pairs}))


def residents(given):
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(
        given["proteges"], given["mentors"], given["capacities"]
    )
    return {
        str(resident): str(hospital)
        for hospital, held in game.solve(optimal="resident").items()
        for resident in held
    }


def roommates(given):
    from matching.games import StableRoommates

    solved = StableRoommates.create_from_dictionary(given["people"]).solve()
    return {str(one): other and str(other) for one, other in solved.items()}


def projects(given):
    from matching.games import StudentAllocation

    game = StudentAllocation.create_from_dictionaries(
        given["mentees"],
        given["mentors"],
        given["mentor_of"],
        given["project_capacities"],
        given["mentor_capacities"],
    )
    return {
        str(student): str(project)
        for project, held in game.solve(optimal="student").items()
        for student in held
    }


sys.setrecursionlimit(10_000_000)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=main)
thread.start()
thread.join()
