from django.urls import URLPattern, URLResolver, include, path

from evaluations.dashboard.attention import views as attention
from evaluations.dashboard.desk import views as desk
from evaluations.dashboard.pair_help import views as pair_help
from evaluations.dashboard.pair_help.lists import PAIRS
from evaluations.dashboard.views import coverage, pairs
from mentornet.lists.urls import list_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("dashboard/", desk.dashboard, name="dashboard"),
    *list_urls(PAIRS, "dashboard/pairs/"),
    path("dashboard/attention/", attention.attention, name="attention"),
    path(
        "dashboard/attention/<slug:kind>/<uuid:subject>/hand-over/",
        attention.hand_over,
        name="attention_hand",
    ),
    path(
        "dashboard/attention/<slug:kind>/<uuid:subject>/<slug:what>/",
        attention.act,
        name="attention_act",
    ),
    path("", include("evaluations.dashboard.setup.urls")),
    path("dashboard/programs/<uuid:pk>/pairs/", pairs.program_pairs, name="program_pairs"),
    path(
        "dashboard/programs/<uuid:pk>/pairs/<uuid:tie>/write/",
        pair_help.pair_help,
        name="pair_help",
    ),
    path(
        "dashboard/programs/<uuid:pk>/pairs/<uuid:tie>/note/",
        pair_help.pair_note,
        name="pair_note",
    ),
    path("dashboard/programs/<uuid:pk>/pairs/<uuid:tie>/end/", pair_help.pair_end, name="pair_end"),
    path(
        "dashboard/programs/<uuid:pk>/coverage/", coverage.program_coverage, name="program_coverage"
    ),
]
