"""A page that someone could open once: it is not found any more, and says why in words."""

from django.http import Http404


class PageOver(Http404):
    """Not found, for a reader who may know why; `said` is shown to them in place of the usual words."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
