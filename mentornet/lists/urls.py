"""The addresses of a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from mentornet.lists import views
from mentornet.lists.page import ListPage, View


def list_urls(page: ListPage, route: str) -> list[URLPattern]:
    """Return the four addresses of *page* below *route*, which ends with a slash."""

    def door(view: View, guard: Callable[[View], View]) -> View:
        return guard(partial(view, page))

    shown = vary_on_headers("HX-Request")(never_cache(require_GET(door(views.shown, page.guard))))
    return [
        path(route, shown, name=page.key),
        path(
            f"{route}list.<slug:suffix>",
            never_cache(require_GET(door(views.file, page.guard_file))),
            name=f"{page.key}_file",
        ),
        path(f"{route}act/", require_POST(door(views.act, page.guard)), name=f"{page.key}_act"),
        path(
            f"{route}views/",
            require_POST(door(views.saved_views, page.guard)),
            name=f"{page.key}_views",
        ),
    ]
