from django.urls import URLPattern, path

from evaluations.dashboard.figures import views

urlpatterns: list[URLPattern] = [
    path("dashboard/figures/", views.figures, name="desk_figures"),
    path("dashboard/figures/<slug:name>/chart.svg", views.figure_chart, name="desk_figure_chart"),
    path(
        "dashboard/figures/<slug:name>/table.<slug:suffix>",
        views.figure_file,
        name="desk_figure_file",
    ),
]
