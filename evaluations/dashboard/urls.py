from django.urls import URLPattern, path

from evaluations.dashboard.views import coverage, pairs

urlpatterns: list[URLPattern] = [
    path("dashboard/programs/<uuid:pk>/pairs/", pairs.program_pairs, name="program_pairs"),
    path(
        "dashboard/programs/<uuid:pk>/coverage/", coverage.program_coverage, name="program_coverage"
    ),
]
