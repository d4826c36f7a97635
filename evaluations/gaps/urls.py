from django.urls import URLPattern, path

from evaluations.gaps import views

urlpatterns: list[URLPattern] = [
    path("directing/gaps/", views.gaps, name="gaps"),
    path("directing/gaps/ask/", views.gaps_ask, name="gaps_ask"),
    path("directing/gaps/counts/<uuid:pk>/", views.gaps_progress, name="gaps_progress"),
    path("directing/gaps/counts/<uuid:pk>/cancel/", views.gaps_cancel, name="gaps_cancel"),
    path("directing/gaps/report.<slug:suffix>", views.gaps_file, name="gaps_file"),
    path("directing/gaps/<slug:dimension>/<slug:key>/", views.gaps, name="gaps_group"),
    path(
        "directing/gaps/<slug:dimension>/<slug:key>/report.<slug:suffix>",
        views.gaps_file,
        name="gaps_group_file",
    ),
]
