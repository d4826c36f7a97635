"""Addresses of projects, of choosing among them, and of the runs that give them to mentees."""

from django.urls import URLPattern, path

from matching.projects.views import choosing, offering, projects, run

urlpatterns: list[URLPattern] = [
    path("programs/<uuid:pk>/projects/", choosing.choices, name="project_choices"),
    path("programs/<uuid:pk>/projects/order/", choosing.order, name="project_order"),
    path("programs/<uuid:pk>/projects/<str:act>/", choosing.choose, name="project_choose"),
    path("programs/<uuid:pk>/own-projects/", offering.own_projects, name="own_projects"),
    path("programs/<uuid:pk>/own-projects/new/", offering.offer_new, name="offer_new"),
    path("own-projects/<uuid:pk>/", offering.offer_edit, name="offer_edit"),
    path("own-projects/<uuid:pk>/answer/", offering.offer_answer, name="offer_answer"),
    path("own-projects/<uuid:pk>/withdraw/", offering.offer_withdraw, name="offer_withdraw"),
    path("dashboard/projects/<uuid:pk>/review/", offering.project_review, name="project_review"),
    path("dashboard/programs/<uuid:pk>/projects/", projects.project_list, name="project_list"),
    path("dashboard/programs/<uuid:pk>/projects/new/", projects.project_new, name="project_new"),
    path(
        "dashboard/programs/<uuid:pk>/projects/paste/", projects.project_paste, name="project_paste"
    ),
    path("dashboard/programs/<uuid:pk>/projects/match/", run.start, name="project_run_start"),
    path("dashboard/projects/<uuid:pk>/", projects.project_edit, name="project_edit"),
    path("dashboard/project-runs/<uuid:pk>/", run.run, name="project_run"),
    path("dashboard/project-runs/<uuid:pk>/publish/", run.publish, name="project_publish"),
    path("dashboard/project-runs/<uuid:pk>/projects.csv", run.table, name="project_run_table"),
    path("dashboard/placements/<uuid:pk>/", run.put, name="project_put"),
]
