"""The rival's own process: reads an instance, solves it, writes pairs and seconds.

Run in an environment of its own, for its import name is that of our app. It needs a deep stack.
"""

import json
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    from matching.games import HospitalResident

    given = json.loads(Path(sys.argv[1]).read_text())
    start = time.perf_counter()
    game = HospitalResident.create_from_dictionaries(
        given["proteges"], given["mentors"], given["capacities"]
    )
    solved = game.solve(optimal="resident")
    seconds = time.perf_counter() - start
    pairs = {
        str(resident): str(hospital)
        for hospital, residents in solved.items()
        for resident in residents
    }
    Path(sys.argv[2]).write_text(json.dumps({"seconds": seconds, "pairs": pairs}))


sys.setrecursionlimit(10_000_000)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=main)
thread.start()
thread.join()
