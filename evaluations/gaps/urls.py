from django.urls import URLPattern, path

from evaluations.gaps import views

urlpatterns: list[URLPattern] = [
    path("dashboard/gaps/", views.gaps, name="gaps"),
    path("dashboard/gaps/ask/", views.gaps_ask, name="gaps_ask"),
    path("dashboard/gaps/counts/<uuid:pk>/", views.gaps_progress, name="gaps_progress"),
    path("dashboard/gaps/counts/<uuid:pk>/cancel/", views.gaps_cancel, name="gaps_cancel"),
    path("dashboard/gaps/report.<slug:suffix>", views.gaps_file, name="gaps_file"),
    path("dashboard/gaps/<slug:dimension>/<slug:key>/", views.gaps, name="gaps_group"),
    path(
        "dashboard/gaps/<slug:dimension>/<slug:key>/report.<slug:suffix>",
        views.gaps_file,
        name="gaps_group_file",
    ),
]
