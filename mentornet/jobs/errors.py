"""What keeps a job from being done."""

from __future__ import annotations

from datetime import timedelta


class JobStopped(Exception):
    """The job was cancelled, or is another worker's by now: what was written goes back."""


class JobRefused(Exception):
    """It cannot be done, and another try would not change that; the sentence is for who waits."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class TryLater(Exception):
    """Something else comes first: the job waits, and this does not count as an attempt."""

    def __init__(self, wait: timedelta = timedelta(seconds=10)) -> None:
        self.wait = wait
        super().__init__()
